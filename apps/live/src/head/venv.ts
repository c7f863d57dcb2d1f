import { access } from "node:fs/promises";
import { join } from "node:path";
import { findPython } from "../venv.ts";

/** The version of Ray that the live suite runs. */
export const RAY_VERSION = "2.60.0";

/** A Python environment with Ray in it. */
export interface RayVenv {
  readonly python: string;
  readonly ray: string;
}

/** The environment to run Ray from: `JOBWIRE_LIVE_PYTHON`'s, or the one that `.ci/ray-venv` makes. */
export const findRayVenv = async (env: NodeJS.ProcessEnv = process.env): Promise<RayVenv | undefined> => {
  const python = await findPython("JOBWIRE_LIVE_PYTHON", `ray-${RAY_VERSION}`, env);
  if (python === undefined) return undefined;
  const ray = join(python, "..", "ray");
  try {
    await access(ray);
  } catch {
    return undefined;
  }
  return { python, ray };
};
