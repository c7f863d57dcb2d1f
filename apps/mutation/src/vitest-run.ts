import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** One run of vitest in the copy of core. */
export interface VitestRun {
  /** Test files relative to the copy; none for all. */
  readonly files: ReadonlyArray<string>;
  readonly args?: ReadonlyArray<string>;
  readonly env: Readonly<Record<string, string>>;
  /** Called every half second; `true` stops the run. */
  readonly isStuck: () => boolean;
}

/** How a run of vitest ended, and what it printed. */
export interface VitestResult {
  readonly ended: "passed" | "failed" | "stopped";
  readonly output: string;
}

/** Runs vitest in `folder` and waits for its end. */
export const runVitest = async (
  folder: string,
  { files, args = [], env, isStuck }: VitestRun,
): Promise<VitestResult> => {
  const vitest = join(folder, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--reporter=dot", ...args, ...files], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", JOBWIRE_RUNS: process.env["JOBWIRE_RUNS"] ?? "30", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
  }
  let stopped = false;
  // The tests run in a thread of this process, so SIGKILL also ends one that loops without end.
  const timer = setInterval(() => {
    if (!isStuck()) return;
    stopped = true;
    child.kill("SIGKILL");
  }, 500);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  if (stopped) return { ended: "stopped", output };
  return { ended: code === 0 ? "passed" : "failed", output };
};
