import { closeSync, constants, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
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

/** Creates the file for a job's log, and its folder. Throws a {@link UsageError} when the file exists already. */
export const openLogFile = (folder: string, id: string, extension: "log" | "jsonl"): LogFile => {
  const path = join(folder, logFileName(id, extension));
  mkdirSync(folder, { recursive: true });
  let fd: number;
  try {
    fd = openSync(path, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UsageError(
      `${path} exists already, and --output-dir overwrites no file. Move it away, or pass another folder.`,
    );
  }
  return {
    path,
    write: async (text) => writeToFile(fd, text),
    [Symbol.dispose]: () => closeSync(fd),
  };
};
