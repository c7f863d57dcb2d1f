import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scriptArguments } from "./support/run-script.ts";
import { stuckListener } from "./support/stuck-listener.ts";
import { onHead, tcpServer } from "./support/tcp-server.ts";

const script = fileURLToPath(new URL("./children/request-and-end.ts", import.meta.url));

/** Runs the action in a process of its own; returns the milliseconds from then to the process's end. */
const runAndEnd = async (action: string, port: number): Promise<number> => {
  const child = spawn(process.execPath, scriptArguments(script, action, `http://127.0.0.1:${port}/`), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
  return Number(out);
};

/** Completes the handshake as a server that then ignores everything, even close frames. */
const deafSocket = (socket: Socket, head: string): void => {
  const key = /sec-websocket-key: (.*)/i.exec(head)![1]!.trim();
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
};

// The server keeps every connection open, and undici closes an idle one after 4 s: if that kept the process alive, the time would show it.
const limitMs = 3_500;

test.each([
  { action: "request", answer: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok" },
  { action: "abort before the head", answer: "" },
  { action: "abort in the body", answer: "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello" },
  { action: "return", answer: "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello" },
  { action: "socket", answer: undefined },
])("a process ends by itself after: $deed", async ({ action, answer }) => {
  const server = await tcpServer((socket) =>
    onHead(socket, (head) => (answer === undefined ? deafSocket(socket, head) : void socket.write(answer))),
  );
  expect(await runAndEnd(action, server.port)).toBeLessThan(limitMs);
});

test("a process ends by itself after: abort while connecting", async () => {
  const stuck = await stuckListener();
  expect(await runAndEnd("abort before the head", stuck.port)).toBeLessThan(limitMs);
});
