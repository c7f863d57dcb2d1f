// A Hono server with the gateway in it: PAGE_PASSWORD=… node src/server.ts, then open the printed URL and sign in as "me".
import { serve } from "@hono/node-server";
import { createGateway } from "@jobwire/gateway";
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { fromEnv, ray } from "jobwire";
import { page } from "./page.ts";

const password = process.env["PAGE_PASSWORD"] ?? "";
if (password === "") throw new Error("PAGE_PASSWORD is not set. Set it to the password of this page.");

const cluster = ray(fromEnv());
const gateway = createGateway({
  systems: { ray: cluster },
  basePath: "/api/jobs",
  // Hono asked for the password before. This page only reads, so the gateway refuses every write.
  allowAnonymous: "read",
});

const app = new Hono();
app.use(basicAuth({ username: "me", password }));
app.get("/", (context) => context.html(page));
app.all("/api/jobs/*", (context) => gateway.fetch(context.req.raw));

const port = Number(process.env["PORT"] ?? 3000);
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address) => {
  console.log(`http://127.0.0.1:${address.port}`);
});

const stop = async (): Promise<void> => {
  server.close();
  await gateway.close();
  await cluster.close();
  process.exit();
};
process.once("SIGINT", () => void stop());
process.once("SIGTERM", () => void stop());
