/** What messages call a server: its origin, since a path or a query may hold what is nobody's business. */
export const originOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).origin : "an address that is no URL";
