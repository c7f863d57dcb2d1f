import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
};

/** Positions in a job's output at which it waits for the test: see `--gates` of programs/lines.py. */
export interface Gates extends AsyncDisposable {
  readonly folder: string;
  /** Resolves when the job has written this percentage of its lines. */
  readonly reached: (percent: number) => Promise<void>;
  /** Lets the job continue. */
  readonly open: (percent: number) => Promise<void>;
}

/** Makes a folder for messages between a test and a job on this machine. `signal` ends every wait. */
export const makeGates = async (signal: AbortSignal): Promise<Gates> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-gates-"));
  return {
    folder,
    reached: async (percent) => {
      while (!(await exists(join(folder, `at-${percent}`)))) await pause(50, undefined, { signal });
    },
    open: (percent) => writeFile(join(folder, `go-${percent}`), ""),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
};
