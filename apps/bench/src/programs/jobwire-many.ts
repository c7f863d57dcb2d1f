/** jobwire-many ADDRESS ID TAILS auto|websocket|http follows TAILS Ray tails at once on one client, each of a job of its own like ID. */
import { ray } from "jobwire";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments("jobwire-many ADDRESS ID TAILS auto|websocket|http");
const [tails = "1", protocol = "auto"] = rest;
const cluster = ray({ address });
const watch = new Stopwatch();
const began = performance.now();
const ends: Array<number> = [];

/** Follows one tail and returns its lines. */
const follow = async (tail: number): Promise<number> => {
  const check = new LineCheck();
  const log = cluster.jobs.tailLogs(`${id}x${tail}`, { protocol: protocol as "auto" | "websocket" | "http" });
  for await (const batch of log.batches()) {
    watch.lines();
    check.many(batch.lines);
    if (check.lines === size) ends.push(performance.now() - began);
  }
  check.done(size);
  return check.lines;
};

const counts = await Promise.all(Array.from({ length: Number(tails) }, (_, tail) => follow(tail)));
const times = watch.times();
await cluster.close();
printReport({
  lines: counts.reduce((sum, lines) => sum + lines, 0),
  ...times,
  firstTailMs: Math.min(...ends),
  lastTailMs: Math.max(...ends),
});
