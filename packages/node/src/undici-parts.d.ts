declare module "undici/lib/core/connect.js" {
  import type { buildConnector } from "undici";
  const connector: typeof buildConnector;
  export default connector;
}
declare module "undici/lib/dispatcher/client.js" {
  import type { Client } from "undici";
  const client: typeof Client;
  export default client;
}
