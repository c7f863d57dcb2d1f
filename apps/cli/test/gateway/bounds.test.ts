/** What clients cannot do to the command: fill its memory, take all its connections, or hold up other readers. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testBed } from "../quick-ray.ts";
import { runCli } from "../run-cli.ts";
import { startGateway, type StartedGateway } from "./start-gateway.ts";

const bed = testBed();

const open = async ({ origin }: StartedGateway): Promise<Socket> => {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
};

/** The memory of the command's process, in MiB. */
const memory = ({ server }: StartedGateway, field: "VmRSS" | "VmHWM" = "VmRSS"): number =>
  Number(
    new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"))?.[1],
  ) / 1024;

/** Sends a body until the server ends the connection, and returns its response and how many bytes it took. */
const flood = async (
  gateway: StartedGateway,
  framing: string,
  piece: Buffer,
): Promise<{ readonly response: string; readonly sent: number }> => {
  const socket = await open(gateway);
  let response = "";
  let sent = 0;
  socket.setEncoding("utf8").on("data", (text: string) => (response += text));
  // By a reset at the end, which a listener of once() would report as its error.
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.write(
    `POST /v1/systems/ray/jobs HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${gateway.token}\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`,
  );
  const write = (): void => {
    while (!socket.destroyed && sent < 1024 ** 3) {
      sent += piece.byteLength;
      if (!socket.write(piece)) return void socket.once("drain", write);
    }
  };
  write();
  await ended;
  return { response, sent };
};

test("a body of 1 GB is refused early, and memory stays flat", async () => {
  const gateway = await startGateway(["gateway", "--ray", bed.ray.url]);
  expect((await fetch(`${gateway.origin}/v1/systems`, { headers: gateway.bearer })).status).toBe(200);
  const before = memory(gateway);
  const named = await flood(gateway, `content-length: ${1024 ** 3}`, Buffer.alloc(65_536, " "));
  expect(named.response).toMatch(/^HTTP\/1\.1 413 /);
  expect(named.sent).toBeLessThan(32 * 1024 ** 2);
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536, " "), Buffer.from("\r\n")]);
  const chunked = await flood(gateway, "transfer-encoding: chunked", chunk);
  expect(chunked.response).toMatch(/^HTTP\/1\.1 413 /);
  expect(chunked.sent).toBeLessThan(32 * 1024 ** 2);
  expect(memory(gateway, "VmHWM") - before).toBeLessThan(100);
});

test("thousands of connections that send nothing keep nobody out, and end", async () => {
  const gateway = await startGateway(["gateway", "--ray", bed.ray.url]);
  const idle: Array<Socket> = [];
  for (let count = 0; count < 3000; count += 100) {
    idle.push(...(await Promise.all(Array.from({ length: 100 }, () => open(gateway)))));
  }
  // Half a request each, from some of them.
  for (const socket of idle.slice(0, 500)) socket.write("GET /v1/systems HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
  const response = await fetch(`${gateway.origin}/v1/systems`, { headers: gateway.bearer });
  expect(response.status).toBe(200);
  for (const socket of idle) socket.resume();
  await expect.poll(() => idle.filter((socket) => !socket.closed).length, { timeout: 50_000 }).toBe(0);
  expect(memory(gateway, "VmHWM")).toBeLessThan(400);
});

test("a reader that takes nothing is dropped, holds nobody up, and may continue at its offset", {
  timeout: 180_000,
}, async () => {
  const gateway = await startGateway(["gateway", "--ray", bed.ray.url]);
  // More than the buffers of both ends hold.
  const entrypoint = "i=0; while [ $i -lt 400 ]; do head -c 49152 /dev/zero | tr '\\0' x; echo; i=$((i + 1)); done";
  const submit = ["ray", "submit", "--address", bed.ray.url, "--submission-id", "large", "--no-wait", "--", entrypoint];
  expect((await runCli(submit)).code).toBe(0);
  const log = `${gateway.origin}/v1/systems/ray/jobs/large/log`;
  const slow = await open(gateway);
  slow.pause();
  slow.write(
    `GET /v1/systems/ray/jobs/large/log?offset=-1&live=sse HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${gateway.token}\r\n\r\n`,
  );
  const started = Date.now();

  // Somebody else reads it all meanwhile.
  const hash = createHash("sha256");
  let offset = "-1";
  for (let isClosed = false; !isClosed; ) {
    const live = offset === "-1" ? "" : "&live=long-poll";
    const response = await fetch(`${log}?offset=${offset}${live}`, { headers: gateway.bearer });
    hash.update(new Uint8Array(await response.arrayBuffer()));
    offset = response.headers.get("stream-next-offset") ?? "";
    isClosed = response.headers.get("stream-closed") === "true";
  }
  const file = readFileSync(bed.ray.logFile("large"));
  expect(hash.digest("hex")).toBe(createHash("sha256").update(file).digest("hex"));

  // A paused socket does not see its end, so a write tells.
  let isDropped = false;
  slow.once("close", () => (isDropped = true));
  await expect
    .poll(
      () => {
        slow.write("\r\n");
        return isDropped;
      },
      { timeout: 120_000, interval: 500 },
    )
    .toBe(true);
  expect(Date.now() - started).toBeGreaterThan(20_000);
  const rest = await fetch(`${log}?offset=0000000019000000`, { headers: gateway.bearer });
  expect(Buffer.from(await rest.arrayBuffer()).equals(file.subarray(19_000_000, 19_000_000 + 1_048_576))).toBe(true);
});
