/**
 * watchdog: ends what a runner started when the runner has ended, however it ended. It reads lines of JSON from its standard input:
 * `{"pid": 7}` a process group began, `{"ended": 7}` it ended, `{"folder": "…"}` a folder to remove. The end of the input means that
 * the runner has ended, including by SIGKILL; the watchdog ignores a terminal's signals.
 */
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const groups = new Set<number>();
const folders = new Set<string>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const { pid, ended, folder, removed } = JSON.parse(line) as {
    readonly pid?: number;
    readonly ended?: number;
    readonly folder?: string;
    readonly removed?: string;
  };
  if (pid !== undefined) groups.add(pid);
  if (ended !== undefined) groups.delete(ended);
  if (folder !== undefined) folders.add(folder);
  if (removed !== undefined) folders.delete(removed);
}
for (const pid of groups) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended at the same moment.
  }
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
process.exit();
