/** bare-ray-socket ADDRESS ID reads a Ray tail with `ws`: each message to a string, split at newlines. */
import WebSocket from "ws";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size } = floodArguments("bare-ray-socket ADDRESS ID");
const check = new LineCheck();
const watch = new Stopwatch();
const socket = new WebSocket(`${address.replace("http", "ws")}/api/jobs/${id}/logs/tail`, { perMessageDeflate: false });
socket.on("message", (data: Buffer) => {
  watch.lines();
  const text = data.toString();
  const lines = text.split("\n");
  check.few(lines, lines.length - 1, text.length);
});
socket.on("close", () => {
  const times = watch.times();
  check.done(size);
  printReport({ lines: check.lines, ...times });
});
