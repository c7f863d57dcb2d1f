import { Buffer } from "node:buffer";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import {
  http,
  never,
  type ProxyCut,
  startCuttingProxy,
  startFaultServer,
  startFaultyRay,
  text,
} from "../../src/index.ts";
import { rawConnection, rawRequest } from "./raw-client.ts";
import { readTail } from "./tail-client.ts";

test("bytes below the limit pass unchanged in both directions", async () => {
  await using server = await startFaultServer();
  server.on("POST /", (request) => http([request.body, "!"]));
  await using proxy = await startCuttingProxy({ target: server.url, meanBytes: Number.POSITIVE_INFINITY });
  const body = Buffer.alloc(3_000_000, "abcdefg");
  const response = await fetch(proxy.url, { method: "POST", body, headers: { connection: "close" } });
  expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat([body, Buffer.from("!")]))).toBe(true);
  await server.idle();
  await expect.poll(() => proxy.stats().openSockets).toBe(0);
  const { bytesToClient, bytesToServer, cuts, connections } = proxy.stats();
  expect(bytesToClient).toBeGreaterThan(3_000_001);
  expect(bytesToServer).toBeGreaterThan(3_000_000);
  expect([cuts, connections]).toEqual([{ reset: 0, fin: 0, stall: 0 }, 1]);
});

test.each(["reset", "fin", "stall"] as const)("%s happens after exactly the bytes it reports", async (mode) => {
  await using server = await startFaultServer();
  server.on("GET /", http(Buffer.alloc(400_000, "x")));
  const cuts: ProxyCut[] = [];
  await using proxy = await startCuttingProxy({
    target: server.url,
    meanBytes: 100_000,
    seed: 7,
    modes: [mode],
    onCut: (cut) => cuts.push(cut),
  });
  let uncut = 0;
  for (let n = 0; n < 20; n++) {
    const before = proxy.stats();
    const socket = connect(proxy.port, "127.0.0.1", () => {
      socket.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    });
    let got = 0;
    let reset = false;
    socket.on("error", () => {
      reset = true;
    });
    socket.on("data", (data) => {
      got += data.length;
    });
    const closed = once(socket, "close").catch(() => {});
    const isCut = () => proxy.stats().cuts[mode] > before.cuts[mode];
    if (mode === "stall") {
      await expect.poll(() => isCut() || socket.destroyed).toBe(true);
      if (isCut()) {
        await expect.poll(() => got).toBe(cuts.at(-1)?.bytes);
        // The server's side ends at once; the client's side waits for the client.
        await server.idle();
        expect(proxy.stats().openSockets).toBe(1);
        socket.destroy();
      }
    }
    await closed;
    if (!isCut()) {
      uncut += 1;
      expect(got).toBeGreaterThan(400_000);
      continue;
    }
    expect(reset).toBe(mode === "reset");
    const { bytes } = cuts.at(-1) as ProxyCut;
    expect(proxy.stats().bytesToClient - before.bytesToClient).toBe(bytes);
    // A reset discards what is still in the kernel: the client may get less, never more.
    if (mode === "reset") expect(got).toBeLessThanOrEqual(bytes);
    else expect(got).toBe(bytes);
  }
  expect(cuts.length + uncut).toBe(20);
  expect(cuts.length).toBeGreaterThan(10);
  await expect.poll(() => proxy.stats().openSockets).toBe(0);
});

test.each(["reset", "fin", "stall"] as const)("%s keeps no socket of a client that had already ended", async (mode) => {
  // It sends only after its client has ended.
  const target = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.resume().once("end", () => socket.write(Buffer.alloc(100_000, "x")));
  });
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  await using proxy = await startCuttingProxy({ target: `http://127.0.0.1:${port}`, meanBytes: 10, modes: [mode] });
  const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  socket.resume().end("hello");
  await expect.poll(() => proxy.stats().cuts[mode], { timeout: 30_000 }).toBe(1);
  socket.end();
  await expect.poll(() => proxy.stats().openSockets, { timeout: 30_000 }).toBe(0);
  socket.destroy();
  target.close();
});

test("the same seed makes the same cuts, another seed others; the mean is the requested one", async () => {
  await using server = await startFaultServer();
  server.on("GET /", http(Buffer.alloc(1 << 20, "x"), { framing: "close" }));
  const run = async (seed: number) => {
    const cuts: ProxyCut[] = [];
    await using proxy = await startCuttingProxy({
      target: server.url,
      meanBytes: 20_000,
      seed,
      modes: ["reset", "fin"],
      onCut: (cut) => cuts.push(cut),
    });
    for (let n = 0; n < 100; n++) await rawRequest(proxy.url);
    return cuts;
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
  const mean = first.reduce((sum, cut) => sum + cut.bytes, 0) / first.length;
  expect(mean).toBeGreaterThan(14_000);
  expect(mean).toBeLessThan(26_000);
  expect(new Set(first.map((cut) => cut.mode)).size).toBe(2);
}, 30_000);

test("a reader that stops also stops the server, and the proxy buffers nothing", async () => {
  const block = Buffer.alloc(1 << 16, "x");
  const blocks = 4096;
  let sent = 0;
  await using server = await startFaultServer();
  server.on(
    "GET /",
    http(
      (async function* () {
        for (; sent < blocks; sent++) yield block;
      })(),
      { framing: "close" },
    ),
  );
  await using proxy = await startCuttingProxy({ target: server.url, meanBytes: Number.POSITIVE_INFINITY });
  const socket = rawConnection(proxy.url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  socket.pause();
  // Waits until nothing moves any more, that is, until the kernel's buffers on the way are full.
  let last = -1;
  await expect
    .poll(
      () => {
        const still = sent > 0 && sent === last;
        last = sent;
        return still;
      },
      { interval: 200, timeout: 30_000 },
    )
    .toBe(true);
  expect(sent).toBeLessThan(blocks / 2);
  let highest = proxy.stats().bufferedBytes;
  let got = 0;
  socket.on("data", (data) => {
    got += data.length;
    highest = Math.max(highest, proxy.stats().bufferedBytes);
  });
  socket.resume();
  await once(socket, "close");
  expect(got).toBeGreaterThanOrEqual(blocks * block.length);
  expect(highest).toBeLessThan(1 << 20);
}, 60_000);

test("the proxy passes on a target that refuses, resets or ends early", async () => {
  const server = await startFaultServer();
  server.on("GET /reset", http("abcdef", { cut: { afterBytes: 3, how: "reset" } }));
  server.on("GET /fin", http("abcdef", { cut: { afterBytes: 3, how: "fin" } }));
  server.on("GET /never", never());
  await using proxy = await startCuttingProxy({ target: server.url, meanBytes: Number.POSITIVE_INFINITY });
  expect(await rawRequest(`${proxy.url}/reset`)).toMatchObject({ end: "reset", complete: false });
  expect(await rawRequest(`${proxy.url}/fin`)).toMatchObject({ end: "fin", complete: false });
  const leaving = rawConnection(proxy.url, "GET /never HTTP/1.1\r\nhost: x\r\n\r\n");
  await expect.poll(() => server.requests.length).toBe(3);
  leaving.destroy();
  await server.idle();
  await server.close();
  expect(await rawRequest(`${proxy.url}/`)).toMatchObject({ end: "reset", status: 0 });
  expect(proxy.stats().unreachable).toBe(1);
  await expect.poll(() => proxy.stats().openSockets).toBe(0);
});

test("the proxy cuts a WebSocket tail in the middle, and passes it whole when cutting is off", async () => {
  await using ray = await startFaultyRay({ log: "0123456789\n".repeat(30_000), status: "SUCCEEDED" });
  await using proxy = await startCuttingProxy({ target: ray.url, meanBytes: 20_000, seed: 3, modes: ["reset"] });
  const url = `${proxy.url}/api/jobs/${ray.submissionId}/logs/tail`;
  const cut = await readTail(url);
  expect([cut.code, cut.frames.length < 3000]).toEqual([1006, true]);
  proxy.setCutting(false);
  const whole = await readTail(url);
  expect([whole.code, whole.frames.join("").length]).toEqual([1000, 330_000]);
});

test("as a program it prints one JSON line with its URL, then works until a signal stops it", async () => {
  await using server = await startFaultServer();
  server.on("GET /", text("through"));
  const main = fileURLToPath(new URL("../../src/fault/cutting-proxy-main.ts", import.meta.url));
  const runtime = "Deno" in globalThis ? [process.execPath, "run", "-A", main] : [process.execPath, main];
  const [command, ...args] = runtime as [string, ...string[]];
  const child = spawn(command, [...args, "--target", server.url, "--mean-bytes", "1000000", "--seed", "5"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.on("data", (data) => {
    out += String(data);
  });
  await expect.poll(() => out, { timeout: 20_000 }).toMatch(/\n$/);
  const { url } = JSON.parse(out) as { url: string };
  expect((await rawRequest(url)).body.toString()).toBe("through");
  let log = "";
  child.stderr.on("data", (data) => {
    log += String(data);
  });
  child.kill("SIGTERM");
  // Does not check its exit code: Deno reports every child that it signals as killed.
  await once(child, "close");
  expect(JSON.parse(log)).toMatchObject({ connections: 1, cuts: { reset: 0, fin: 0, stall: 0 } });
  expect(out.split("\n").length).toBe(2);
  const wrong = promisify(execFile)(command, [...args, "--mean-bytes", "x"]);
  await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--target is missing") });
}, 30_000);
