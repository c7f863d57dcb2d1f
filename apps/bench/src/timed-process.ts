import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** The result of a process. */
export interface TimedProcess {
  /** Milliseconds from the start to the end of the process. */
  readonly ms: number;
  readonly code: number | null;
  readonly stderr: string;
}

/**
 * Runs a program with its output in a file, as a shell's `>` does, and measures the time of the whole process.
 *
 * @param limitMs kills the process after this many milliseconds; `code` is null then
 */
export const timedProcess = async (
  program: string,
  args: ReadonlyArray<string>,
  stdoutFile: string,
  env: NodeJS.ProcessEnv = process.env,
  limitMs = 300_000,
): Promise<TimedProcess> => {
  const out = openSync(stdoutFile, "w");
  try {
    const began = performance.now();
    const child = spawn(program, args, { env, stdio: ["ignore", out, "pipe"] });
    const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
    const stderr: Array<string> = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }).finally(() => clearTimeout(limit));
    return { ms: performance.now() - began, code, stderr: stderr.join("") };
  } finally {
    closeSync(out);
  }
};
