/** A host without the brackets of an IPv6 address. */
export const plainHost = (host: string): string =>
  host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
