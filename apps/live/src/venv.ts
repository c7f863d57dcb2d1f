import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The Python of an environment: the one that the variable names, or that of the folder `name` a script of `.ci` makes in
 * `JOBWIRE_CACHE` (default `~/.cache/jobwire`). Undefined when neither exists: this function installs nothing.
 */
export const findPython = async (
  variable: string,
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> => {
  const cache = env["JOBWIRE_CACHE"] ?? join(homedir(), ".cache", "jobwire");
  const python = env[variable] ?? join(cache, name, "bin", "python");
  try {
    await access(python);
    return python;
  } catch {
    return undefined;
  }
};
