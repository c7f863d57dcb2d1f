import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What a process did. */
export interface TimedProcess {
  /** From the start to the end of the whole process. */
  readonly ms: number;
  readonly code: number | null;
  readonly stderr: string;
}

/**
 * Runs a program with its output going straight to a file, as a shell's `>` does, and takes the time of the whole process.
 *
 * @param limitMs after this it is killed, and `code` is null
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
