import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RayVenv } from "./venv.ts";

const run = promisify(execFile);

/** Tries of one start. */
const maxTries = 3;

/**
 * Runs `ray start` with these arguments. A raylet has 30 s to register, which is too little while several heads start on a busy
 * machine: then this tries again, after `clean` has ended the processes of the failed try.
 */
export const startRay = async (
  venv: RayVenv,
  args: ReadonlyArray<string>,
  { env, clean }: { readonly env: NodeJS.ProcessEnv; readonly clean: () => Promise<void> },
): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await run(venv.ray, ["start", "--disable-usage-stats", ...args], {
        env,
        timeout: 240_000,
        maxBuffer: 10_000_000,
      });
      return;
    } catch (error) {
      if (tries === maxTries || !String(error).includes("timed out during startup")) throw error;
      await clean();
    }
  }
};
