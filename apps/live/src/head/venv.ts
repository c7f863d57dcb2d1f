import { access } from "node:fs/promises";
import { join } from "node:path";
import { findPython } from "../venv.ts";

/** The version of Ray that the live suite runs. */
export const RAY_VERSION = "2.60.0";

/** The oldest version that the README promises. Its dashboard differs in many ways: see `test/old-ray`. */
export const OLD_RAY_VERSION = "2.46.0";

/** The versions of the matrix. `2.50` means the release named here, so that a table can be made again. */
export const RAY_VERSIONS: ReadonlyArray<string> = [
  "2.40.0",
  OLD_RAY_VERSION,
  "2.50.0",
  "2.53.0",
  "2.55.0",
  RAY_VERSION,
];

/** A Python environment with Ray in it. */
export interface RayVenv {
  readonly python: string;
  readonly ray: string;
}

/** The variable that names a Python with this version of Ray. */
const variables: Readonly<Record<string, string>> = {
  [RAY_VERSION]: "JOBWIRE_LIVE_PYTHON",
  [OLD_RAY_VERSION]: "JOBWIRE_LIVE_OLD_PYTHON",
};

/** The environment to run Ray from: the variable's, or the one that `.ci/ray-venv VERSION` makes. */
export const findRayVenv = async (
  env: NodeJS.ProcessEnv = process.env,
  version: string = RAY_VERSION,
): Promise<RayVenv | undefined> => {
  const python = await findPython(variables[version] ?? "", `ray-${version}`, env);
  if (python === undefined) return undefined;
  const ray = join(python, "..", "ray");
  try {
    await access(ray);
  } catch {
    return undefined;
  }
  return { python, ray };
};
