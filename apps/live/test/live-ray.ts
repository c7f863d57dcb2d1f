import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProgramName, programWith } from "./program.ts";

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new Error(`${name} is not set: run the live suite with \`pnpm run live\``);
  return value;
};

/** The heads that the runner started. Read when a test asks: files with heads of their own also run without these, in the matrix. */
export const liveRay = {
  get address(): string {
    return needed("JOBWIRE_LIVE_RAY");
  },
  get logDir(): string {
    return needed("JOBWIRE_LIVE_RAY_LOG_DIR");
  },
  /** Where drivers connect. */
  get gcs(): string {
    return needed("JOBWIRE_LIVE_RAY_GCS");
  },
  get python(): string {
    return needed("JOBWIRE_LIVE_PYTHON");
  },
  /** A second head, in token mode. */
  get guarded(): { readonly address: string; readonly token: string; readonly logDir: string } {
    return {
      address: needed("JOBWIRE_LIVE_RAY_TOKEN_ADDRESS"),
      token: needed("JOBWIRE_LIVE_RAY_TOKEN"),
      logDir: needed("JOBWIRE_LIVE_RAY_TOKEN_LOG_DIR"),
    };
  },
};

/** The path of a job's log file on the head's disk. Tests compare tails with it. */
export const logFileOf = (submissionId: string): string => join(liveRay.logDir, `job-driver-${submissionId}.log`);

/** The bytes of a job's log file. */
export const logBytesOf = (submissionId: string): Promise<Buffer> => readFile(logFileOf(submissionId));

/** An entrypoint that runs a program in ../programs with the head's Python. */
export const program = (name: ProgramName, ...args: ReadonlyArray<string | number>): string =>
  programWith(liveRay.python, name, ...args);
