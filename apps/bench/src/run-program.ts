import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ProgramReport } from "./programs/program-report.ts";
import { programPath } from "./programs/program-path.ts";
import { commandOf, type Runtime } from "./runtime.ts";

const run = promisify(execFile);

/** A failed program's own words are at the end of its output. */
const lastWords = 2_000;

/**
 * Runs a program of `programs` in a process of its own and returns the report that it printed. Rejects when it fails, or runs longer than
 * `limitMs`.
 */
export const runProgram = async (
  runtime: Runtime,
  name: string,
  args: ReadonlyArray<string>,
  limitMs = 300_000,
): Promise<ProgramReport> => {
  const [command, ...before] = commandOf[runtime];
  try {
    const { stdout } = await run(command, [...before, programPath(name), ...args], {
      timeout: limitMs,
      killSignal: "SIGKILL",
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ProgramReport;
  } catch (error) {
    const { stderr = "", killed } = error as { stderr?: string; killed?: boolean };
    const why = killed === true ? `did not end within ${limitMs} ms` : stderr.slice(-lastWords) || String(error);
    throw new Error(`${name} ${args.join(" ")} on ${runtime}: ${why}`, { cause: error });
  }
};
