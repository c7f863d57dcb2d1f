import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { Cause, Effect, Exit, Layer } from "effect";
import { expect, test } from "vitest";
import * as effects from "../src/effect.ts";
import { agent, fromEnv, ray, reasoner } from "../src/index.ts";
import { pem } from "./support/pem.ts";
import { watched } from "./support/tcp-server.ts";

const version = { version: "4", ray_version: "2.60.0", ray_commit: "x", session_name: "s" };

/** A proxy that is itself reached by http or https, and records its requests; it reaches every host on this machine. */
const startProxy = async (secure: boolean) => {
  const asked: Array<string> = [];
  const forward = (request: IncomingMessage): void => void asked.push(`${request.method} ${request.url}`);
  const server = secure ? createSecureServer({ key: pem("key"), cert: pem("cert") }) : createServer();
  server.on("request", (request: IncomingMessage, response) => {
    forward(request);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(version));
  });
  server.on("connect", (request: IncomingMessage, socket) => {
    forward(request);
    const upstream = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const side of [upstream, socket]) side.on("error", () => socket.destroy());
  });
  const { port } = await watched(server);
  return { host: `127.0.0.1:${port}`, asked };
};

const startTarget = async (): Promise<number> => {
  const target = createSecureServer({ key: pem("key"), cert: pem("cert") }, (_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(version)),
  );
  return (await watched(target)).port;
};

test.each([false, true])(
  "clients use the proxy and the authorities of their options (proxy by TLS: %s)",
  async (secure) => {
    const { host, asked } = await startProxy(secure);
    const port = await startTarget();
    const proxy = `${secure ? "https" : "http"}://${host}`;
    const tls = { ca: pem("cert") };
    for (const address of [`https://localhost:${port}`, "http://ray.corp:8265"]) {
      await using cluster = ray({ address, proxy, tls });
      expect((await cluster.version()).rayVersion).toBe("2.60.0");
    }
    const read = Effect.scoped(
      Effect.gen(function* () {
        const cluster = yield* effects.Ray;
        return yield* cluster.version();
      }).pipe(Effect.provide(effects.rayLayer({ address: `https://localhost:${port}`, proxy, tls }))),
    );
    expect((await Effect.runPromise(read)).rayVersion).toBe("2.60.0");
    expect(asked).toEqual([
      `CONNECT localhost:${port}`,
      "GET http://ray.corp:8265/api/version",
      `CONNECT localhost:${port}`,
    ]);
  },
);

test("fromEnv brings the proxies of its environment", async () => {
  const { host, asked } = await startProxy(false);
  const env = { RAY_ADDRESS: "http://ray.corp:8265", HTTP_PROXY: host };
  await using cluster = ray(fromEnv(env));
  await cluster.version();
  expect(asked).toEqual(["GET http://ray.corp:8265/api/version"]);
  expect(fromEnv({})).not.toHaveProperty("proxy");
});

test("a setting that cannot work is InvalidRequest of the client, and a failure of the layer", async () => {
  const wrong = { proxy: "socks5://user:hunter2@p" };
  const address = "http://ray.corp:8265";
  expect(() => ray({ address, ...wrong })).toThrow(/^the option proxy names a socks5 proxy(?!.*hunter2)/);
  expect(() => ray({ address, tls: { ca: "nonsense" } })).toThrow(/^tls: /);
  expect(() => agent({ address: "https://a", agentToken: "hunter2hunter2", ...wrong })).toThrow(/socks5/);
  const backend = effects.directAccess({ address: "https://r", token: "hunter2hunter2" });
  expect(() => reasoner({ backend, ...wrong })).toThrow(/socks5/);
  const layer = effects.rayLayer({ address, ...wrong });
  const exit = await Effect.runPromiseExit(Effect.scoped(Layer.build(layer)));
  expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
});
