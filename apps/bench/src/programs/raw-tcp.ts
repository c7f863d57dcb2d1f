/**
 * raw-tcp ADDRESS ID ray|agent|stream|file reads the bytes of a flood from a TCP socket and throws them away: what the server can send. Its
 * times are those of the bytes.
 */
import { connect } from "node:net";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments("raw-tcp ADDRESS ID ray|agent|stream|file");
const paths: Readonly<Record<string, string>> = {
  ray: `/api/jobs/${id}/logs/tail`,
  agent: `/jobs/${id}/logs/`,
  stream: `/jobs/${id}/logs/stream/`,
  file: `/api/v0/logs/file?node_id=any&submission_id=${id}&lines=-1`,
};
const way = rest[0] ?? "ray";
const upgrade =
  way === "ray" || way === "agent"
    ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    : "Connection: close\r\n";
const { hostname, port } = new URL(address);
const watch = new Stopwatch();
const socket = connect(Number(port), hostname, () => {
  socket.write(`GET ${paths[way]} HTTP/1.1\r\nHost: ${hostname}\r\n${upgrade}\r\n`);
});
let bytes = 0;
socket.on("data", (piece: Buffer) => {
  watch.lines();
  bytes += piece.length;
  // The server's close frame waits for the client's.
  if (upgrade.includes("Upgrade") && piece.subarray(-4).toString("hex") === "880203e8") socket.destroy();
});
socket.once("close", () => {
  const times = watch.times();
  if (bytes < size * 80) throw new Error(`${bytes} bytes are too few for ${size} lines`);
  printReport({ lines: size, ...times });
});
