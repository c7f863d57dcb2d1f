import { createServer, get as forward } from "node:http";
import { Agent, createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { createRay } from "@jobwire/core";
import { Agent as Dispatching, EnvHttpProxyAgent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { createNodeAdapter } from "../src/adapter.ts";
import { faultOf, readToFault, textOf } from "./support/ask.ts";
import { pem } from "./support/pem.ts";
import { onHead, tcpServer, watched } from "./support/tcp-server.ts";

/** A proxy that tunnels and forwards, and records the targets. */
const proxy = async (): Promise<{ readonly url: string; readonly asked: Array<string> }> => {
  const asked: Array<string> = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    forward(String(request.url), (upstream) => upstream.pipe(response));
  });
  server.on("connect", (request, socket, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = String(request.url).split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const side of [upstream, socket]) side.on("error", () => socket.destroy());
  });
  return { url: `http://127.0.0.1:${(await watched(server)).port}`, asked };
};

test("requests go through a dispatcher", async () => {
  const { url, asked } = await proxy();
  const target = createServer((_, response) => response.end("through"));
  const { port } = await watched(target);
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy: "" });
  onTestFinished(() => dispatcher.destroy());
  const adapter = createNodeAdapter({ dispatcher });
  const { signal } = new AbortController();
  const request = { url: `http://127.0.0.1:${port}/x`, method: "GET", headers: {}, signal };
  expect(await textOf(await adapter.request(request))).toBe("through");
  expect(asked).toEqual([`GET http://127.0.0.1:${port}/x`]);
});

test("the fault names the proxy that refused, not the server", async () => {
  const closed = createServer();
  const { port: free } = await watched(closed);
  await new Promise((resolve) => closed.close(resolve));
  const url = `http://user:hunter2@127.0.0.1:${free}`;
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy: "" });
  onTestFinished(() => dispatcher.destroy());
  const cluster = createRay(createNodeAdapter({ dispatcher }), { address: "http://ray.example:8265" });
  const error = await cluster.version().then(
    () => undefined,
    (failed: unknown) => failed as Error,
  );
  expect(error).toMatchObject({ _tag: "ConnectionFailed", reason: "refused" });
  expect(error?.message).toContain(`the proxy at 127.0.0.1:${free} refused the connection`);
  expect(error?.message).not.toContain("hunter2");
});

test("WebSockets go through an agent", async () => {
  const { url, asked } = await proxy();
  const target = createSecureServer({ key: pem("key"), cert: pem("cert") });
  new WebSocketServer({ server: target }).on("connection", (socket) => socket.send("through"));
  const { port } = await watched(target);
  const agent = new Agent({ proxyEnv: { HTTPS_PROXY: url } });
  onTestFinished(() => agent.destroy());
  const adapter = createNodeAdapter({ agent, tls: { ca: pem("cert") } });
  const socket = await adapter.openSocket!({
    url: `wss://127.0.0.1:${port}/`,
    headers: {},
    maxMessageBytes: 1_000,
    highWaterBytes: () => 1_000,
    signal: new AbortController().signal,
  });
  expect(await socket.pull()).toEqual({ type: "encoded", frames: [Buffer.from("through")] });
  expect(asked).toEqual([`CONNECT 127.0.0.1:${port}`]);
  socket.destroy();
});

test("a dispatcher's requests are cut, aborted and abandoned like the others", async () => {
  const dispatcher = new Dispatching();
  onTestFinished(() => dispatcher.destroy());
  const adapter = createNodeAdapter({ dispatcher });
  const heads: Array<string> = [];
  const begun = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello";
  const server = await tcpServer((socket) =>
    onHead(socket, (head) => {
      heads.push(head.split("\r\n")[0] ?? "");
      if (head.startsWith("GET /cut")) socket.end(begun);
      if (head.startsWith("GET /begun")) socket.write(begun);
      if (head.startsWith("GET /whole")) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    }),
  );
  const ends = new AbortController();
  const get = (path: string, signal = ends.signal) =>
    adapter.request({ url: `http://127.0.0.1:${server.port}${path}`, method: "GET", headers: {}, signal });

  const { text, fault } = await readToFault(await get("/cut"));
  expect([text, fault?.reason]).toEqual(["hello", "truncated"]);
  for await (const chunk of (await get("/begun")).body) {
    expect(Buffer.from(chunk).toString()).toBe("hello");
    break;
  }
  await server.empty();
  const started = (await get("/begun")).body[Symbol.asyncIterator]();
  const connecting = new AbortController();
  const faults = [
    faultOf(get("/never")),
    faultOf(get("/unsent", connecting.signal)),
    faultOf(started.next().then(() => started.next())),
  ];
  connecting.abort();
  expect((await faults[1])?.reason).toBe("aborted");
  ends.abort();
  for (const aborted of await Promise.all(faults)) expect(aborted.reason).toBe("aborted");
  expect(await textOf(await get("/whole", new AbortController().signal))).toBe("ok");
  // The dispatcher kept dialling for the aborted request, but did not send it.
  expect(heads).not.toContain("GET /unsent HTTP/1.1");
});
