import { existsSync, readFileSync } from "node:fs";

/** Whether a process runs. A zombie that the machine's init has not reaped yet counts as dead. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+[ZX]/m.test(existsSync("/proc/self/status") ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
  } catch {
    return false;
  }
}
