import { stat } from "node:fs/promises";
import { FileProblem, readSmallFile } from "@jobwire/node-shared/small-file";
import { UsageError } from "../settings/parse-option.ts";
import { parseProfiles } from "./parse-profiles.ts";
import { noProfiles, type Profiles } from "./profile.ts";

/** More than thousands of clusters need. */
const maxBytes = 1_048_576;
const writableByAll = 0o002;

/**
 * The configuration at a path; {@link noProfiles} when there is no file. Throws a {@link UsageError} for a file that it cannot read or
 * that has a mistake, and for one that every user of this machine can change: it could send the token to another server.
 */
export const readProfiles = async (path: string, signal: AbortSignal): Promise<Profiles> => {
  let text: string;
  try {
    text = await readSmallFile(path, { most: maxBytes, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FileProblem)) throw error;
    if (error.code === "ENOENT") return noProfiles;
    throw new UsageError(
      `The configuration ${path} ${error.message}. Correct that, or name another with JOBWIRE_CONFIG.`,
    );
  }
  // Windows protects the folders of a profile by access lists, and has no such bits.
  if (process.platform !== "win32" && ((await stat(path)).mode & writableByAll) !== 0) {
    throw new UsageError(`Every user of this machine can change the configuration ${path}. Run: chmod 600 ${path}`);
  }
  return parseProfiles(text, path);
};
