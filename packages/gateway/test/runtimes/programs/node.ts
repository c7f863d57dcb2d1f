// The gateway on Node, through srvx.
import { createGateway } from "@jobwire/gateway";
import { ray } from "@jobwire/node";
import { serve } from "srvx";

const cluster = ray({ address: process.env["RAY"] ?? "" });
const gateway = createGateway({ systems: { ray: cluster }, allowAnonymous: "all" });
const server = serve({ fetch: gateway.fetch, hostname: "127.0.0.1", port: 0, silent: true, gracefulShutdown: false });
await server.ready();
console.log(`node ${server.url}`);
process.once("SIGTERM", () => void gateway.close().then(() => process.exit()));
