/** quiet-follower ADDRESS ID SECONDS auto|websocket|http follows a job that prints nothing, and prints the milliseconds of processor time that it takes in SECONDS. */
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ray } from "jobwire";

/** Compilation and the first responses end before this time. */
const WARM_UP_MS = 5_000;

const [address = "", id = "", seconds, protocol] = process.argv.slice(2);
const cluster = ray({ address });
const abort = new AbortController();
const tail = cluster.jobs.tailLogs(id, {
  protocol: protocol as "auto" | "websocket" | "http",
  signal: abort.signal,
});
const over = (async (): Promise<void> => {
  for await (const { lines } of tail.batches()) void lines;
})().catch((error: unknown) => {
  if (!abort.signal.aborted) throw error;
});
await pause(WARM_UP_MS);
const before = process.cpuUsage();
await pause(Number(seconds) * 1_000);
const { user, system } = process.cpuUsage(before);
abort.abort();
await over;
await cluster.close();
console.log(JSON.stringify({ cpuMs: (user + system) / 1_000 }));
