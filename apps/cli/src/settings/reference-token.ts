import { randomBytes } from "node:crypto";
import { UsageError } from "./parse-option.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags about the token of reference servers. There is none that takes a token: command lines are visible to other users. */
export interface ReferenceTokenFlags {
  /** False by `--no-token`. */
  readonly token: boolean;
  readonly tokenFile?: string | undefined;
}

/** What reference servers ask for. */
export interface ReferenceToken {
  /** Undefined: nothing. */
  readonly token: string | undefined;
  /** Whether it was made here: then nobody knows it before it is printed. */
  readonly made: boolean;
}

const variable = "JOBWIRE_REFERENCE_TOKEN";

/** The token in the file, in the environment, or a random one. Throws a UsageError for one that no client could send. */
export const referenceToken = async (
  flags: ReferenceTokenFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReferenceToken> => {
  if (!flags.token) {
    if (flags.tokenFile === undefined) return { token: undefined, made: false };
    throw new UsageError("--no-token and --token-file exclude each other; leave one of them out");
  }
  const given =
    flags.tokenFile === undefined ? environment[variable]?.trim() : await readTokenFile(flags.tokenFile, signal);
  if (given === undefined || given === "") return { token: randomBytes(24).toString("base64url"), made: true };
  // The characters of a header's value, without those that some of the servers use as its end.
  if (/^[\x21\x23-\x7e]+$/.test(given)) return { token: given, made: false };
  const source = flags.tokenFile === undefined ? variable : `--token-file ${flags.tokenFile}`;
  throw new UsageError(
    `the token of ${source} has white space, quotes or characters outside of ASCII, which no client can send`,
  );
};
