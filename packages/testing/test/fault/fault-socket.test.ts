import { Buffer } from "node:buffer";
import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { createGate, redirect, type SocketResponse, socket, startFaultServer, text } from "../../src/index.ts";
import { readTail } from "./tail-client.ts";

test.each([1000, 1001, 1005, 1009, 1011, 1012, 4001])("close code %s arrives after the frames", async (code) => {
  await using server = await startFaultServer();
  server.on("GET /", socket(["a", "가나다"], { end: { close: code, reason: "" } }));
  expect(await readTail(server.url)).toEqual({ frames: ["a", "가나다"], code });
  await server.idle();
  expect(server.problems).toEqual([]);
});

test.each(["reset", "fin"] as const)("%s without a close frame is 1006", async (end) => {
  await using server = await startFaultServer();
  server.on("GET /", socket(["a"], { end }));
  expect(await readTail(server.url)).toEqual({ frames: ["a"], code: 1006 });
});

test("frames of every length class arrive whole, text and binary", async () => {
  await using server = await startFaultServer();
  const lengths = [0, 1, 125, 126, 65_535, 65_536, 1_000_000];
  server.on("GET /text", socket(lengths.map((length) => "x".repeat(length))));
  server.on("GET /binary", socket(lengths.map((length) => new Uint8Array(length).fill(7))));
  for (const path of ["text", "binary"]) {
    const { frames } = await readTail(`${server.url}/${path}`);
    expect(frames.map((frame) => frame.length)).toEqual(lengths);
  }
});

test("cut at every byte of the wire: the whole frames before it and nothing else", async () => {
  await using server = await startFaultServer();
  const frames = ["ab", "가", "x".repeat(130)];
  const wire = [2 + 2, 2 + 3, 4 + 130];
  const modes = ["reset", "fin"] as const;
  server.on("GET /*", (request) => {
    const k = Number(request.path.slice(1));
    return socket(frames, { cut: { afterBytes: k, how: modes[k % 2] as "reset" | "fin", unit: "wire" } });
  });
  const total = wire.reduce((sum, length) => sum + length, 0);
  for (let k = 0; k <= total; k++) {
    let sum = 0;
    const whole = frames.filter((_, n) => {
      sum += wire[n] as number;
      return sum <= k;
    });
    expect(await readTail(`${server.url}/${k}`)).toEqual({ frames: whole, code: 1006 });
  }
  // A cut past the end does not happen: the scripted close arrives.
  expect(await readTail(`${server.url}/${total + 1}`)).toEqual({ frames, code: 1000 });
}, 30_000);

test("a close in the middle of a frame sends the part before it as a frame, cut at a character boundary", async () => {
  await using server = await startFaultServer();
  server.on("GET /*", (request) =>
    socket(["ab", "가나"], { cut: { afterBytes: Number(request.path.slice(1)), how: { close: 1011 } } }),
  );
  const seen: string[][] = [];
  for (let k = 0; k <= 8; k++) {
    const tail = await readTail(`${server.url}/${k}`);
    expect(tail.code).toBe(1011);
    seen.push(tail.frames);
  }
  expect(seen).toEqual([[], ["a"], ["ab"], ["ab"], ["ab"], ["ab", "가"], ["ab", "가"], ["ab", "가"], ["ab", "가나"]]);
});

test("any HTTP response can refuse the upgrade", async () => {
  await using server = await startFaultServer();
  server.on("GET /401", text("Unauthorized: Missing authentication token", { status: 401 }));
  server.on("GET /302", redirect("http://127.0.0.1:9/"));
  server.on("GET /200", text("no socket here"));
  for (const status of [401, 302, 200]) {
    expect(await readTail(`${server.url}/${status}`)).toMatchObject({ refused: status, frames: [] });
  }
  await server.idle();
});

test("a WebSocket script for a plain request is a problem", async () => {
  await using server = await startFaultServer();
  server.on("GET /", socket(["a"]));
  expect((await fetch(server.url)).status).toBe(426);
  expect(server.problems).toEqual(["GET / did not ask for an upgrade, but its script is a WebSocket"]);
});

test("a gate, a silent end, and a client that disconnects", async () => {
  await using server = await startFaultServer();
  const gate = createGate();
  server.on("GET /", socket(["a", "b"], { gate, end: "stall" }));
  const frames: string[] = [];
  const client = new WebSocket(server.wsUrl, { perMessageDeflate: false });
  client.on("message", (data) => frames.push((data as Buffer).toString()));
  await expect.poll(() => gate.waiting).toBe(1);
  gate.open();
  await expect.poll(() => [frames.length, gate.waiting]).toEqual([1, 1]);
  gate.open();
  await expect.poll(() => frames).toEqual(["a", "b"]);
  expect(server.openSockets()).toBe(1);
  client.terminate();
  await server.idle();
});

/** An open client, and what it received. */
async function openClient(
  answer: SocketResponse,
  use: (client: WebSocket, seen: string[]) => Promise<void>,
): Promise<void> {
  await using server = await startFaultServer();
  server.on("GET /", answer);
  const seen: string[] = [];
  const client = new WebSocket(server.wsUrl, { perMessageDeflate: false });
  client.on("pong", (data) => seen.push(`pong ${String(data)}`));
  client.on("close", (code) => seen.push(`close ${code}`));
  client.on("message", (data) => seen.push(`message ${(data as Buffer).toString()}`));
  await once(client, "open");
  client.send("text");
  client.send(Buffer.from([1, 2]));
  client.send("x".repeat(70_000));
  await expect.poll(() => server.requests[0]?.messages.length).toBe(3);
  expect(server.requests[0]?.messages).toEqual(["text", Buffer.from([1, 2]), "x".repeat(70_000)]);
  await use(client, seen);
  client.terminate();
  await server.idle();
  expect(server.problems).toEqual([]);
}

test("a server that answers control frames answers ping and close, and records what the client sent", async () => {
  await openClient(socket([], { end: "stall" }), async (client, seen) => {
    client.ping("are you there");
    await expect.poll(() => seen).toEqual(["pong are you there"]);
    client.close(1000, "done");
    await expect.poll(() => seen).toEqual(["pong are you there", "close 1000"]);
  });
});

test("one that does not, such as Ray, answers neither and keeps sending", async () => {
  const gate = createGate();
  await openClient(
    socket(["still here"], { gate, end: "stall", answersControlFrames: false }),
    async (client, seen) => {
      client.ping("are you there");
      client.close(1000, "done");
      gate.open();
      await expect.poll(() => seen).toEqual(["message still here"]);
    },
  );
});

test("a server that stops reading blocks the client's writes", async () => {
  await using server = await startFaultServer();
  server.on("GET /", socket([], { end: "stall", stopReading: true }));
  const client = new WebSocket(server.wsUrl, { perMessageDeflate: false });
  client.on("error", () => {});
  await once(client, "open");
  let taken = 0;
  for (let n = 0; n < 64; n++) {
    client.send(Buffer.alloc(1 << 22), () => {
      taken += 1;
    });
  }
  await expect.poll(() => client.bufferedAmount > 0).toBe(true);
  expect(taken).toBeLessThan(64);
  expect(server.requests[0]?.messages).toEqual([]);
  client.terminate();
  server.resumeReading();
  await server.idle();
}, 60_000);
