import { Buffer } from "node:buffer";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createGate, drop, html, http, json, never, redirect, startFaultServer, text } from "../../src/index.ts";
import { rawConnection, rawRequest } from "./raw-client.ts";

test("chunks arrive with their scripted boundaries; the other framings arrive whole too", async () => {
  await using server = await startFaultServer();
  server.on("GET /chunked", http(["ab", "", "cde", Uint8Array.of(0xff)]));
  server.on(/^(GET|HEAD) .length/, http("sechs!"));
  server.on("GET /close", http(["ab", "c"], { framing: "close" }));
  const chunked = await rawRequest(`${server.url}/chunked`);
  expect(chunked).toMatchObject({ status: 200, chunks: [2, 3, 1], complete: true, end: "fin" });
  expect([...chunked.body]).toEqual([...Buffer.from("abcde"), 0xff]);
  expect(await rawRequest(`${server.url}/length`)).toMatchObject({ complete: true, body: Buffer.from("sechs!") });
  const close = await rawRequest(`${server.url}/close`);
  expect([close.body.toString(), close.end, /content-length|chunked/i.test(close.head)]).toEqual(["abc", "fin", false]);
  expect(await rawRequest(`${server.url}/length`, "HEAD")).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(server.problems).toEqual([]);
});

test.each(["reset", "fin"] as const)(
  "a body cut by %s ends after exactly k bytes, for every k and framing",
  async (how) => {
    await using server = await startFaultServer();
    const whole = "abcdefghijkl";
    server.on("GET /*", (request) => {
      const [, framing, k] = request.path.split("/");
      return http(["abcde", "fghij", "kl"], {
        framing: framing as "length" | "chunked" | "close",
        cut: { afterBytes: Number(k), how },
      });
    });
    for (const framing of ["length", "chunked", "close"]) {
      for (let k = 0; k <= whole.length; k++) {
        const seen = await rawRequest(`${server.url}/${framing}/${k}`);
        // With every byte of a Content-Length sent, the client cannot detect a cut; a chunked body lacks its last chunk.
        const complete = framing === "length" && k === whole.length;
        expect([seen.body.toString(), seen.complete, seen.end]).toEqual([whole.slice(0, k), complete, how]);
      }
    }
    expect(server.requests.every((request) => request.outcome === "cut")).toBe(true);
    await server.idle();
  },
);

test("a cut that counts wire bytes ends inside the chunk framing", async () => {
  await using server = await startFaultServer();
  server.on("GET /*", (request) =>
    http(["abcde"], {
      framing: "chunked",
      cut: { afterBytes: Number(request.path.slice(1)), how: "fin", unit: "wire" },
    }),
  );
  const wire = "5\r\nabcde\r\n0\r\n\r\n";
  const seen: string[] = [];
  for (let k = 0; k <= wire.length; k++) {
    const { head, chunks, complete, body } = await rawRequest(`${server.url}/${k}`);
    expect(head).toMatch(/^HTTP\/1.1 200/);
    seen.push(`${body.toString()}${chunks.length > 0 ? " whole" : ""}${complete ? " complete" : ""}`);
  }
  const whole = "abcde whole";
  const complete = "abcde whole complete";
  expect(seen).toEqual(
    ["", "", "", "", "a", "ab", "abc", "abcd"].concat(Array(5).fill(whole), Array(3).fill(complete)),
  );
});

test("a body shorter than its Content-Length, and a close-delimited one that stops early", async () => {
  await using server = await startFaultServer();
  server.on("GET /short", http("abc", { contentLength: 10 }));
  const seen = await rawRequest(`${server.url}/short`);
  expect(seen).toMatchObject({ body: Buffer.from("abc"), complete: false, end: "fin" });
  expect(seen.head).toMatch(/content-length: 10/);
  await expect(fetch(`${server.url}/short`).then((response) => response.text())).rejects.toThrow();
});

test("a stalled body and an unanswered request keep their socket until the client closes it", async () => {
  await using server = await startFaultServer();
  server.on("GET /stall", http(["abc", "def"], { cut: { afterBytes: 4, how: "stall" } }));
  server.on("GET /never", never());
  const stalled = rawConnection(server.url, "GET /stall HTTP/1.1\r\nhost: x\r\n\r\n");
  let got = "";
  stalled.on("data", (data) => {
    got += String(data);
  });
  await expect.poll(() => got).toMatch(/3\r\nabc\r\n3\r\nd$/);
  const leave = new AbortController();
  const unanswered = fetch(`${server.url}/never`, { signal: leave.signal });
  await expect.poll(() => server.openSockets()).toBe(2);
  stalled.destroy();
  leave.abort();
  await expect(unanswered).rejects.toThrow();
  await server.idle();
  expect(server.requests.map((request) => request.outcome)).toEqual(["cut", "cut"]);
});

test("a gate lets a slow body through piece by piece", async () => {
  await using server = await startFaultServer();
  const gate = createGate();
  server.on("GET /", http(["a", "b", "c"], { gate }));
  const socket = rawConnection(server.url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  let got = "";
  socket.on("data", (data) => {
    got += String(data).split("\r\n\r\n").at(-1);
  });
  await expect.poll(() => gate.waiting).toBe(1);
  expect(got).toBe("");
  gate.open();
  await expect.poll(() => [got, gate.waiting]).toEqual(["1\r\na\r\n", 1]);
  gate.open(1);
  await expect.poll(() => got).toBe("1\r\na\r\n1\r\nb\r\n");
  // A client that disconnects while a response waits at a gate leaves nothing behind.
  socket.destroy();
  await server.idle();
  expect(gate.waiting).toBe(0);
  expect(server.requests[0]?.outcome).toBe("left");
});

test("refused while nobody listens, accepted again on the same port", async () => {
  await using server = await startFaultServer();
  server.on("GET /", text("here"));
  await server.refuse();
  const refused = rawConnection(server.url, "x");
  const [error] = (await once(refused, "error")) as [{ code: string }];
  expect(error.code).toBe("ECONNREFUSED");
  await server.accept();
  expect((await rawRequest(`${server.url}/`)).body.toString()).toBe("here");
});

test("wrong responses of every kind arrive as scripted", async () => {
  await using server = await startFaultServer();
  await using other = await startFaultServer();
  server
    .on("GET /429", text("slow down", { status: 429, reason: "Too Many Requests", headers: { "retry-after": "3600" } }))
    .on("GET /503", http("", { status: 503 }))
    .on("GET /html", html("<!doctype html><title>proxy</title>"))
    .on("GET /truncated", http('{"status": "SUC', { headers: { "content-type": "application/json" } }))
    .on("GET /bom", http(Buffer.from('\ufeff{"a":1}')))
    .on("GET /same", redirect("/json", 307))
    .on("GET /other", redirect(`${other.url}/stolen`))
    .on("GET /json", json({ a: 1 }))
    .on("GET /cookies", text("", { headers: { "set-cookie": ["a=1", "b=2"] } }));
  other.on("GET /stolen", text("other origin"));
  const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
  const slow = await get("/429");
  expect([slow.status, slow.statusText, slow.headers.get("retry-after"), await slow.text()]).toEqual([
    429,
    "Too Many Requests",
    "3600",
    "slow down",
  ]);
  expect((await get("/503")).status).toBe(503);
  expect((await get("/html")).headers.get("content-type")).toBe("text/html; charset=utf-8");
  await expect((await get("/truncated")).json()).rejects.toThrow(SyntaxError);
  expect([...new Uint8Array(await (await get("/bom")).arrayBuffer())].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
  expect(await (await get("/same")).json()).toEqual({ a: 1 });
  expect(await (await get("/other", { headers: { "x-secret": "s" } })).text()).toBe("other origin");
  expect(other.requests[0]?.headers["x-secret"]).toBe("s");
  expect((await rawRequest(`${server.url}/cookies`)).head).toMatch(/set-cookie: a=1\r\nset-cookie: b=2/);
});

test("lists are used in order, functions see the request, and an unscripted request is a problem", async () => {
  await using server = await startFaultServer();
  server
    .on("GET /list", [text("one"), text("two")])
    .on(/^POST \/echo\?/, (request, nth) => text(`${nth} ${Buffer.from(request.body).toString()}`))
    .on("GET /throws", () => {
      throw new Error("script broke");
    });
  const get = async (path: string, init?: RequestInit) => (await fetch(`${server.url}${path}`, init)).text();
  expect([await get("/list"), await get("/list"), await get("/list")]).toEqual([
    "one",
    "two",
    "No response is scripted for this request.",
  ]);
  expect(await get("/echo?x=1", { method: "POST", body: "하나" })).toBe("0 하나");
  expect(await get("/echo?x=2", { method: "POST", body: "zwei" })).toBe("1 zwei");
  expect(await get("/throws")).toBe("The script threw: Error: script broke");
  expect(server.problems).toEqual([
    "no response is scripted for GET /list",
    "the script for GET /throws threw Error: script broke",
  ]);
  const { method, path, query, headers } = server.requests[3] ?? {};
  expect([method, path, query?.get("x"), headers?.["content-length"]]).toEqual(["POST", "/echo", "1", "6"]);
});

test("two requests on one connection; a chunked request body; a client that asks to close", async () => {
  await using server = await startFaultServer();
  server.on("POST /*", (request) => text(Buffer.from(request.body).toString().toUpperCase()));
  const socket = rawConnection(
    server.url,
    "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
      "POST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nfg",
  );
  let got = "";
  socket.on("data", (data) => {
    got += String(data);
  });
  await once(socket, "close");
  expect(got.match(/[A-Z]{2,}(?=HTTP|$)/g)).toEqual(["ABCDE", "FG"]);
  expect(server.acceptedSockets()).toBe(1);
  expect(server.requests.map((request) => [request.index, request.connection])).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test("no response at all, and bytes that are not HTTP", async () => {
  await using server = await startFaultServer();
  server
    .on("GET /reset", drop("reset"))
    .on("GET /fin", drop("fin"))
    .on("GET /half", { kind: "raw", bytes: "HTTP/1.1 200 OK\r\ncontent-le", how: "fin" })
    .on("GET /garbage", { kind: "raw", bytes: "SSH-2.0-OpenSSH\r\n", how: "fin" });
  expect(await rawRequest(`${server.url}/reset`)).toMatchObject({ head: "", end: "reset" });
  expect(await rawRequest(`${server.url}/fin`)).toMatchObject({ head: "", end: "fin" });
  expect((await rawRequest(`${server.url}/half`)).head).toBe("HTTP/1.1 200 OK\r\ncontent-le");
  expect((await rawRequest(`${server.url}/garbage`)).head).toBe("SSH-2.0-OpenSSH\r\n");
  await expect(fetch(`${server.url}/garbage`)).rejects.toThrow();
});

test("a server that stops reading blocks an upload until it reads again", async () => {
  await using server = await startFaultServer();
  server.on("PUT /", { kind: "none", how: "stall", stopReading: true }, { beforeBody: true });
  const socket = rawConnection(server.url, "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 268435456\r\n\r\n");
  await expect.poll(() => server.requests.length).toBe(1);
  const block = Buffer.alloc(1 << 22);
  let taken = 0;
  for (let n = 0; n < 64; n++) {
    socket.write(block, () => {
      taken += 1;
    });
  }
  // The kernel's buffers on both sides take some of the 256 MiB and then no more.
  await expect.poll(() => socket.writableNeedDrain).toBe(true);
  expect(taken).toBeLessThan(64);
  server.resumeReading();
  await expect.poll(() => taken, { timeout: 30_000 }).toBe(64);
  socket.destroy();
  await server.idle();
}, 60_000);

test("the server stops generating a body when the client disconnects", async () => {
  await using server = await startFaultServer();
  let ended = false;
  const hang = createGate();
  server.on("GET /", () =>
    http(
      (async function* () {
        try {
          yield "first";
          await hang.pass();
          yield "never";
        } finally {
          ended = true;
        }
      })(),
    ),
  );
  const socket = rawConnection(server.url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "data");
  await expect.poll(() => hang.waiting).toBe(1);
  socket.destroy();
  await server.idle();
  hang.openForever();
  await expect.poll(() => ended).toBe(true);
});

test("resetting all connections and closing leave no socket", async () => {
  const server = await startFaultServer();
  server.on("GET /", never());
  const sockets = Array.from({ length: 5 }, () => rawConnection(server.url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  await expect.poll(() => server.requests.length).toBe(5);
  server.resetAll();
  await Promise.all(closed);
  await server.idle();
  const stalled = rawConnection(server.url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  const gone = new Promise((resolve) => stalled.once("close", resolve));
  await expect.poll(() => server.requests.length).toBe(6);
  await server.close();
  await gone;
  await server.close();
  expect([server.openSockets(), server.acceptedSockets()]).toEqual([0, 6]);
});
