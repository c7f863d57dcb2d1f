/**
 * jobwire-tail ADDRESS ID ray|agent batches|text|lines auto|websocket|http reads a tail with Jobwire: the `lines` or the `text` of its
 * batches, or line by line.
 */
import { agent, ray } from "jobwire";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments(
  "jobwire-tail ADDRESS ID ray|agent batches|text|lines auto|websocket|http",
);
const [system, way = "batches", protocol = "auto"] = rest;
/** Above every log here: an agent's tail has limits by default. */
const most = Number.MAX_SAFE_INTEGER;
const limits = { maxMessages: most, maxLines: most, maxBytes: most };
const client = system === "agent" ? agent({ address, agentToken: "bench", limits }) : ray({ address });
const check = new LineCheck();
const watch = new Stopwatch();
const tail = client.jobs.tailLogs(id, { protocol: protocol as "auto" | "websocket" | "http" });
if (way === "lines") {
  for await (const line of tail) {
    // The time of the first line only: a look at the clock for each would cost more than the line.
    if (check.lines === 0) watch.lines();
    check.one(line);
    if (check.lines === size) watch.lines();
  }
} else {
  for await (const batch of tail.batches()) {
    watch.lines();
    if (way === "text") check.text(batch.text);
    else check.many(batch.lines);
  }
}
const times = watch.times();
check.done(size);
await client.close();
printReport({ lines: check.lines, ...times });
