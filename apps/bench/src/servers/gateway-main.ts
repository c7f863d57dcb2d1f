/**
 * gateway RAY_URL: a gateway in a process of its own. Prints its address; then, for each line on stdin, its memory as JSON. Ends with
 * stdin.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { ray } from "jobwire";
import { createGateway } from "@jobwire/gateway";
import { serve } from "srvx/node";

const [address = ""] = process.argv.slice(2);
const cluster = ray({ address });
const gateway = createGateway({
  systems: { ray: cluster },
  allowAnonymous: "read",
  rate: { perSecond: 1_000_000, burst: 1_000_000 },
});
const server = serve({ fetch: gateway.fetch, port: 0, hostname: "127.0.0.1", silent: true, gracefulShutdown: false });
await server.ready();
console.log(new URL(server.url ?? "").origin);
let peakBytes = 0;
const look = (): number => {
  const { rss } = process.memoryUsage();
  peakBytes = Math.max(peakBytes, rss);
  return rss;
};
setInterval(look, 100).unref();
for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ bytes: look(), peakBytes, cpuMs: (user + system) / 1_000 }));
  peakBytes = 0;
}
await gateway.close();
await cluster.close();
await server.close(true);
