/** jobwire-shape ADDRESS ID auto|websocket reads a log of any shape with Jobwire's batches, and checks its lines by their shape. */
import { ray } from "jobwire";
import { parseFloodId } from "../servers/flood-id.ts";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments("jobwire-shape ADDRESS ID auto|websocket");
const shape = parseFloodId(id)?.shape;
const cluster = ray({ address });
const check = new LineCheck();
const watch = new Stopwatch();
let lines = 0;
let units = 0;
const protocol = rest[0] === "websocket" ? "websocket" : "auto";
for await (const batch of cluster.jobs.tailLogs(id, { protocol }).batches()) {
  watch.lines();
  lines += batch.lines.length;
  if (shape === "lines" || shape === "tiny") check.many(batch.lines);
  else for (const line of batch.lines) units += line.length;
}
const times = watch.times();
if (shape === "long" ? lines !== 1 || units !== size - 1 : lines !== size || (shape === "empty" && units !== 0)) {
  throw new Error(`read ${lines} lines with ${units} characters of ${id}`);
}
await cluster.close();
printReport({ lines, ...times });
