import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endMarked, markedProcesses, RUN_MARK } from "../head/processes.ts";

/** A run of vitest in this package. */
export interface VitestRun {
  readonly args: ReadonlyArray<string>;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Runs vitest. Resolves with its exit code, or 1 when a signal ended it. */
const spawnVitest = ({ args, env, signal }: VitestRun): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...args], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = (): void => void child.kill("SIGTERM");
    signal.addEventListener("abort", end);
    child.once("error", reject);
    child.once("close", (code) => {
      signal.removeEventListener("abort", end);
      resolve(code ?? 1);
    });
    if (signal.aborted) end();
  });

/** Ends the processes that tests left running, and prints them. Ignores processes that end by themselves within 10 s. */
const endLeftProcesses = async (run: string): Promise<boolean> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left = await markedProcesses(run, RUN_MARK);
    if (left.length === 0) return false;
    if (Date.now() > deadline) {
      console.error("The tests left these processes running:");
      for (const { pid, command } of left) console.error(`${pid} ${command.join(" ").slice(0, 200)}`);
      await endMarked(run, { variable: RUN_MARK });
      return true;
    }
    await pause(500);
  }
};

/** Runs vitest to its end. Resolves with its exit code; tests that leave a process running fail the run. */
export const runVitest = async (run: VitestRun): Promise<number> => {
  const mark = randomUUID();
  const code = await spawnVitest({ ...run, env: { ...run.env, [RUN_MARK]: mark } });
  return (await endLeftProcesses(mark)) ? code || 1 : code;
};
