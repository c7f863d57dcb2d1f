import { cpus, totalmem } from "node:os";
import { readFileSync } from "node:fs";
import { type Runtime, versionOf } from "./runtime.ts";

/** The machine and the versions of a run. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** The versions of the measured runtimes. */
  readonly runtimes: Readonly<Partial<Record<Runtime, string>>>;
  readonly jobwire: string;
  /** The day of the run, such as `2026-11-30`. */
  readonly day: string;
}

/** Describes this machine. */
export const describeMachine = (measured: ReadonlyArray<Runtime>): Machine => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    runtimes: Object.fromEntries(measured.map((runtime) => [runtime, versionOf(runtime)])),
    jobwire: version,
    day: new Date().toISOString().slice(0, 10),
  };
};
