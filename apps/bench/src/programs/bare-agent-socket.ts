/** bare-agent-socket ADDRESS ID reads an agent's tail with `ws`, and parses each message as JSON. */
import WebSocket from "ws";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size } = floodArguments("bare-agent-socket ADDRESS ID");
const check = new LineCheck();
const watch = new Stopwatch();
const socket = new WebSocket(`${address.replace("http", "ws")}/jobs/${id}/logs/`, { perMessageDeflate: false });
socket.on("message", (data: Buffer) => {
  watch.lines();
  const event = JSON.parse(data.toString()) as { type: string; message: string };
  if (event.type === "log") check.one(event.message);
});
socket.on("close", () => {
  const times = watch.times();
  check.done(size);
  printReport({ lines: check.lines, ...times });
});
