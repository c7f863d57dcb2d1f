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

/** Places in a job's output where it waits for the test: see `--gates` of programs/lines.py. */
export interface Gates extends AsyncDisposable {
  readonly folder: string;
  /** Resolves when the job has come to this percentage of its lines and written them. */
  readonly reached: (percent: number) => Promise<void>;
  /** Lets the job go on. */
  readonly open: (percent: number) => Promise<void>;
}

/** Makes the folder through which a job on this machine and a test speak; `signal` ends what waits. */
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
