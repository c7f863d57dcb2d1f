import { createServer } from "node:http";
import { expect, test } from "vitest";
import { ask, textOf } from "./support/ask.ts";
import { onHead, tcpServer, watched } from "./support/tcp-server.ts";

test("sends the given request and adds only host, connection and content-length", async () => {
  const seen: Array<{ method: string | undefined; url: string | undefined; raw: Array<string>; body: string }> = [];
  const server = await watched(
    createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({ method: request.method, url: request.url, raw: request.rawHeaders, body });
        response.end("ok");
      });
    }),
  );
  await textOf(await ask(server.port, { path: "/a%2Fb?x=1&y=%20", headers: { authorization: "Bearer é" } }));
  await textOf(await ask(server.port, { method: "POST", body: new TextEncoder().encode('{"a":"é"}') }));
  await textOf(await ask(server.port, { method: "DELETE" }));
  const host = ["host", `127.0.0.1:${server.port}`, "connection", "keep-alive"];
  // The connection of a write carries nothing else.
  const once = ["host", `127.0.0.1:${server.port}`, "connection", "close"];
  expect(seen).toEqual([
    { method: "GET", url: "/a%2Fb?x=1&y=%20", raw: [...host, "authorization", "Bearer é"], body: "" },
    { method: "POST", url: "/", raw: [...once, "content-length", "10"], body: '{"a":"é"}' },
    { method: "DELETE", url: "/", raw: once, body: "" },
  ]);
});

test("returns header names in lower case, joins repeated ones, and accepts names of Object's own properties", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () =>
      socket.end(
        "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: a\r\nset-cookie: b\r\n" +
          "__proto__: p\r\nconstructor: c\r\ncontent-length: 0\r\n\r\n",
      ),
    ),
  );
  const { headers } = await ask(server.port);
  expect(Object.entries(headers)).toEqual([
    ["x-a", "1, 2"],
    ["set-cookie", "a, b"],
    ["__proto__", "p"],
    ["constructor", "c"],
    ["content-length", "0"],
  ]);
  expect(headers["toString"]).toBeUndefined();
});

test("skips informational responses, and ends responses without a body", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, (head) =>
      socket.write(
        head.startsWith("HEAD")
          ? "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n"
          : "HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      ),
    ),
  );
  const got = await ask(server.port);
  expect([got.status, got.headers["link"], await textOf(got)]).toEqual([204, undefined, ""]);
  const head = await ask(server.port, { method: "HEAD" });
  expect([head.status, head.headers["content-length"], await textOf(head)]).toEqual([200, "7", ""]);
});

test("reads no proxy from the environment", async () => {
  const server = await watched(createServer((_, response) => response.end("direct")));
  const before = { ...process.env };
  Object.assign(process.env, { HTTP_PROXY: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1", NO_PROXY: "" });
  try {
    expect(await textOf(await ask(server.port))).toBe("direct");
  } finally {
    process.env = before;
  }
});
