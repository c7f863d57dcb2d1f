/**
 * bare-standard-socket ADDRESS ID [agent] reads a tail with the runtime's own `WebSocket`: split at newlines for Ray, JSON.parse of each
 * message for an agent.
 */
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments("bare-standard-socket ADDRESS ID [agent]");
const isAgent = rest[0] === "agent";
const check = new LineCheck();
const watch = new Stopwatch();
const path = isAgent ? `/jobs/${id}/logs/` : `/api/jobs/${id}/logs/tail`;
const socket = new WebSocket(`${address.replace("http", "ws")}${path}`);
const onText = (text: string): void => {
  const lines = text.split("\n");
  check.few(lines, lines.length - 1, text.length);
};
const onEvent = (text: string): void => {
  const event = JSON.parse(text) as { type: string; message: string };
  if (event.type === "log") check.one(event.message);
};
socket.addEventListener("message", ({ data }) => {
  watch.lines();
  if (isAgent) onEvent(data as string);
  else onText(data as string);
});
socket.addEventListener("close", () => {
  const times = watch.times();
  check.done(size);
  printReport({ lines: check.lines, ...times });
});
