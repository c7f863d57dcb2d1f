import { UsageError } from "./parse-option.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags about the token of reference servers. No flag takes a token: other users can see command lines. */
export interface ReferenceTokenFlags {
  /** False with `--no-token`. */
  readonly token: boolean;
  readonly tokenFile?: string | undefined;
}

/** The token that reference servers require. */
export interface ReferenceToken {
  /** Undefined when they require none. */
  readonly token: string | undefined;
  /** True for a random token: nobody knows it unless the command prints it. */
  readonly generated: boolean;
}

const variable = "JOBWIRE_REFERENCE_TOKEN";

/** The token in the file, in the environment, or a random one. Throws a {@link UsageError} for a token that no client can send. */
export const referenceToken = async (
  flags: ReferenceTokenFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReferenceToken> => {
  if (!flags.token) {
    if (flags.tokenFile === undefined) return { token: undefined, generated: false };
    throw new UsageError("--no-token and --token-file exclude each other. Pass one of them.");
  }
  const token =
    flags.tokenFile === undefined ? environment[variable]?.trim() : await readTokenFile(flags.tokenFile, signal);
  if (token === undefined || token === "") {
    // Other commands do not load this module.
    const { randomBytes } = process.getBuiltinModule("node:crypto");
    return { token: randomBytes(24).toString("base64url"), generated: true };
  }
  // The characters of a header's value, except the quote, which ends the value on some of the servers.
  if (/^[\x21\x23-\x7e]+$/.test(token)) return { token, generated: false };
  const source = flags.tokenFile === undefined ? variable : `--token-file ${flags.tokenFile}`;
  throw new UsageError(
    `The token of ${source} has white space, quotes or non-ASCII characters, so no client can send it. Use visible ASCII characters without quotes.`,
  );
};
