/** The name of a server in messages: its origin, since a path or a query may contain private data. */
export const originOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).origin : "an address that is not a URL";
