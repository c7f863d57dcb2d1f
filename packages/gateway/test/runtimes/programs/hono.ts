// The gateway as a route of Hono, on Node.
import { createGateway } from "@jobwire/gateway";
import { ray } from "@jobwire/node";
import { Hono } from "hono";
import { serve } from "srvx";

const cluster = ray({ address: process.env["RAY"] ?? "" });
const gateway = createGateway({ systems: { ray: cluster }, allowAnonymous: "all" });
const app = new Hono();
app.all("/v1/*", (context) => gateway.fetch(context.req.raw));
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0, silent: true, gracefulShutdown: false });
await server.ready();
console.log(`hono ${server.url}`);
process.once("SIGTERM", () => void gateway.close().then(() => process.exit()));
