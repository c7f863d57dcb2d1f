import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The version of Ray that the live suite runs. */
export const RAY_VERSION = "2.60.0";

/** A Python environment with Ray in it. */
export interface RayVenv {
  readonly python: string;
  readonly ray: string;
}

/**
 * The environment to run Ray from: `JOBWIRE_LIVE_PYTHON`'s, or the one that `.ci/ray-venv` makes in `JOBWIRE_CACHE`
 * (default `~/.cache/jobwire`). Undefined when there is none: nothing is installed here.
 */
export const findRayVenv = async (env: NodeJS.ProcessEnv = process.env): Promise<RayVenv | undefined> => {
  const cache = env["JOBWIRE_CACHE"] ?? join(homedir(), ".cache", "jobwire");
  const python = env["JOBWIRE_LIVE_PYTHON"] ?? join(cache, `ray-${RAY_VERSION}`, "bin", "python");
  const ray = join(python, "..", "ray");
  try {
    await Promise.all([access(python), access(ray)]);
  } catch {
    return undefined;
  }
  return { python, ray };
};
