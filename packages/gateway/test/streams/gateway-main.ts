/** A gateway as a process of its own, so that a test can kill it: `gateway-main.ts PORT RAY_URL ORIGIN`. Prints its address. */
import { ray } from "@jobwire/node";
import { createGateway } from "../../src/node.ts";
import { listen } from "./listen.ts";

const [port, address, origin] = process.argv.slice(2);
if (port === undefined || address === undefined || origin === undefined)
  throw new TypeError("PORT, RAY_URL and ORIGIN are needed");
const gateway = createGateway({
  systems: { ray: ray({ address }) },
  allowAnonymous: "read",
  origins: [origin],
  rate: { perSecond: 1_000_000, burst: 1_000_000 },
});
const server = await listen(gateway.fetch, Number(port));
console.log(server.url);
