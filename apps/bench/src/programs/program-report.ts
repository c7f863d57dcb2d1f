import { readFileSync } from "node:fs";
import process from "node:process";

/** The one line that a measured program prints. Times are milliseconds. */
export interface ProgramReport {
  readonly lines: number;
  /** From the first line to the last. */
  readonly streamMs: number;
  /** From the start of the read to its proven end. */
  readonly endMs: number;
  /** The most memory that the process had at once, in bytes. */
  readonly peakBytes: number;
  /** From the start until the first, and until the last of many tails was complete. */
  readonly firstTailMs?: number;
  readonly lastTailMs?: number;
  /** Processor time of the process, user and system. */
  readonly cpuMs: number;
}

/** Linux keeps the peak; elsewhere this is the size at the end. */
const peakBytes = (): number => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage().rss;
};

/** Prints the report. */
export const printReport = (report: Omit<ProgramReport, "peakBytes" | "cpuMs">): void => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ ...report, peakBytes: peakBytes(), cpuMs: (user + system) / 1_000 }));
};
