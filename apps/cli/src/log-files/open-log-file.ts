import { closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeToFile } from "../output/regular-file.ts";
import { UsageError } from "../settings/parse-option.ts";
import { logFileName } from "./log-file-name.ts";

/** A file that gets the log of one job. */
export interface LogFile extends Disposable {
  readonly path: string;
  readonly write: (text: string) => Promise<void>;
}

/** Only creates: an existing file and a link are refused, so that nothing is overwritten and no link leads out of the folder. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Makes a folder and those above it. Node's recursive mkdir never returns where a folder refuses new ones with ENOENT, as in /proc. */
const makeFolder = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || existsSync(above)) throw error;
    makeFolder(above);
    mkdirSync(path);
  }
};

/** Creates the file for a job's log, and its folder. Throws a {@link UsageError} when the file exists already or cannot be made. */
export const openLogFile = (folder: string, id: string, extension: "log" | "jsonl"): LogFile => {
  const path = join(folder, logFileName(id, extension));
  let fd: number;
  try {
    makeFolder(folder);
    fd = openSync(path, flags);
  } catch (error) {
    throw new UsageError(
      codeOf(error) === "EEXIST"
        ? `${path} exists already, and --output-dir overwrites no file. Move it away, or pass another folder.`
        : `${path} cannot be created: ${codeOf(error) ?? String(error)}. Pass a folder for --output-dir in which you may create files.`,
    );
  }
  return {
    path,
    write: async (text) => writeToFile(fd, text),
    [Symbol.dispose]: () => closeSync(fd),
  };
};
