import { type Command, Option } from "commander";
import type { ReasonerClient } from "@jobwire/core";
import type { Notices } from "../output/notices.ts";
import { parseSeconds } from "./parse-option.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags that every command about reasoner jobs takes. */
export interface ReasonerFlags {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly backend?: "direct-access" | "sql";
  readonly account?: string;
  readonly app?: string;
  readonly retryFor?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Adds {@link ReasonerFlags} to a command. */
export const addReasonerOptions = (command: Command): Command =>
  command
    .option("--url <url>", "the endpoint of Direct Access (JOBWIRE_REASONER_URL)")
    .option("--token <token>", "the token; other users of this machine can see it, so prefer --token-file")
    .option(
      "--token-file <path>",
      "file or pipe with the token, - for stdin (JOBWIRE_REASONER_TOKEN, then JOBWIRE_REASONER_TOKEN_FILE)",
    )
    .addOption(
      new Option("--backend <name>", "the way to the jobs (JOBWIRE_REASONER_BACKEND)").choices([
        "direct-access",
        "sql",
      ]),
    )
    .option("--account <account>", "the Snowflake account (JOBWIRE_SNOWFLAKE_ACCOUNT)")
    .option("--app <name>", "the native app (JOBWIRE_REASONER_APP, default RELATIONALAI)")
    .option(
      "--retry-for <seconds>",
      "keep following events through transient failures for up to this many seconds (default 300)",
      parseSeconds,
    )
    .option("--json", "print JSON")
    .option("--verbose", "print details to stderr");

/** The environment with what the flags say in its place. */
const withFlags = async (
  flags: ReasonerFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> => {
  const sql = (flags.backend ?? environment["JOBWIRE_REASONER_BACKEND"]) === "sql";
  const tokens = sql ? "JOBWIRE_SNOWFLAKE_TOKEN" : "JOBWIRE_REASONER_TOKEN";
  const token =
    flags.token ?? (flags.tokenFile === undefined ? undefined : await readTokenFile(flags.tokenFile, signal));
  return {
    ...environment,
    ...(flags.backend === undefined ? {} : { JOBWIRE_REASONER_BACKEND: flags.backend }),
    ...(flags.url === undefined ? {} : { JOBWIRE_REASONER_URL: flags.url }),
    ...(flags.account === undefined ? {} : { JOBWIRE_SNOWFLAKE_ACCOUNT: flags.account }),
    ...(flags.app === undefined ? {} : { JOBWIRE_REASONER_APP: flags.app }),
    // What a flag replaces is not looked at.
    ...(token === undefined ? {} : { [tokens]: token, [`${tokens}_FILE`]: undefined }),
  };
};

/** The client that the flags and the environment name. */
export const openReasoner = async (
  flags: ReasonerFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<ReasonerClient> => {
  const { reasoner, reasonerFromEnv } = await import("@jobwire/node");
  return reasoner({
    backend: reasonerFromEnv(await withFlags(flags, environment, signal)),
    retryForMs: flags.retryFor === undefined ? undefined : flags.retryFor * 1000,
    onStatus: ({ operation, backend, address }) => {
      if (notices.verbose) notices.aside(`${operation} over ${backend} at ${address}`);
    },
  });
};
