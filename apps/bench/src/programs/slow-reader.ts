/**
 * slow-reader ADDRESS ID SECONDS: reads a log with 1 ms of pause after each line for SECONDS, then the rest at once. Prints the
 * growth of its memory during the slow part, and a hash of every line read, as one JSON line.
 */
import { createHash } from "node:crypto";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ray } from "jobwire";

const [address, id, seconds] = process.argv.slice(2);
if (address === undefined || id === undefined) throw new Error("usage: slow-reader ADDRESS ID SECONDS");

/** Compilation and the first responses end before this time. Growth after it comes from the reader. */
const WARM_UP_MS = 5_000;

const cluster = ray({ address });
const hash = createHash("sha256");
const began = Date.now();
const slowUntil = began + Number(seconds ?? 40) * 1_000;
let lines = 0;
let slowLines = 0;
let warm = 0;
let maxBytes = 0;
for await (const line of cluster.jobs.tailLogs(id)) {
  hash.update(line).update("\n");
  lines++;
  const now = Date.now();
  if (now > slowUntil) continue;
  slowLines++;
  await pause(1);
  if (slowLines % 100 !== 0) continue;
  const { rss } = process.memoryUsage();
  if (now < began + WARM_UP_MS) warm = Math.max(warm, rss);
  else maxBytes = Math.max(maxBytes, rss);
}
await cluster.close();
console.log(JSON.stringify({ lines, slowLines, warmBytes: warm, maxBytes, sha256: hash.digest("hex") }));
