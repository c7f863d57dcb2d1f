import { createServer } from "node:https";
import type { AdapterRequest, SocketRequest } from "@jobwire/core/adapter";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { createNodeAdapter, nodeAdapter } from "../src/adapter.ts";
import { faultOf, textOf } from "./support/ask.ts";
import { pem } from "./support/pem.ts";
import { tcpServer, type TcpServer, watched } from "./support/tcp-server.ts";

const trusting = createNodeAdapter({ tls: { ca: pem("cert") } });
const { signal } = new AbortController();

const secureServer = (): Promise<TcpServer> => {
  const server = createServer({ key: pem("key"), cert: pem("cert") }, (_, response) => response.end("secure"));
  new WebSocketServer({ server }).on("connection", (socket) => socket.send("secure"));
  return watched(server);
};
const get = (url: string): AdapterRequest => ({ url, method: "GET", headers: {}, signal });
const open = (url: string): SocketRequest => ({
  url,
  headers: {},
  maxMessageBytes: 1_000,
  highWaterBytes: () => 1_000,
  signal,
});

test.each(["127.0.0.1", "localhost"])("a certificate signed by `ca` is accepted: %s", async (host) => {
  const { port } = await secureServer();
  expect(await textOf(await trusting.request(get(`https://${host}:${port}/`)))).toBe("secure");
  const socket = await trusting.openSocket!(open(`wss://${host}:${port}/`));
  expect(await socket.pull()).toEqual({ type: "encoded", frames: [Buffer.from("secure")] });
  socket.destroy();
});

test("an untrusted certificate is refused", async () => {
  const server = await secureServer();
  expect((await faultOf(nodeAdapter.request(get(`https://127.0.0.1:${server.port}/`)))).reason).toBe("tls");
  expect((await faultOf(nodeAdapter.openSocket!(open(`wss://127.0.0.1:${server.port}/`)))).reason).toBe("tls");
  await server.empty();
});

test.each([
  { server: "does not use TLS", answer: "HTTP/1.1 400 Bad Request\r\n\r\n" },
  { server: "hangs up", answer: undefined },
])("a server that $server", async ({ answer }) => {
  const server = await tcpServer((socket) =>
    socket.once("data", () => void (answer === undefined ? socket.end() : socket.write(answer))),
  );
  expect((await faultOf(nodeAdapter.request(get(`https://127.0.0.1:${server.port}/`)))).reason).toBe("tls");
  expect((await faultOf(nodeAdapter.openSocket!(open(`wss://127.0.0.1:${server.port}/`)))).reason).toBe("tls");
  await server.empty();
});
