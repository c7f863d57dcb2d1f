import { type Command, Option } from "commander";
import type { ReasonerClient } from "@jobwire/core";
import type { Notices } from "../output/notices.ts";
import { addClientOptions, type ClientFlags, retryOptions, setVariables } from "./client-options.ts";
import { clients } from "./clients.ts";
import { checkInsecure } from "./insecure.ts";
import { canReadAgain, readTokenFile } from "./token-file.ts";
import { transportOptions } from "./transport.ts";

/** The flags that every command about reasoner jobs takes. */
export interface ReasonerFlags extends ClientFlags {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly backend?: "direct-access" | "sql";
  readonly account?: string;
  readonly app?: string;
  readonly allowInsecureToken?: boolean;
}

/** Adds the connection options of {@link ReasonerFlags} to a command. */
export const addReasonerOptions = (command: Command): Command =>
  addClientOptions(
    command
      .option("--url <url>", "URL of the Direct Access endpoint (env: JOBWIRE_REASONER_URL)")
      .option("--token <token>", "Token; other users of this machine can see it, so prefer --token-file")
      .option(
        "--token-file <path>",
        "Read the token from a file, a pipe, or stdin with - (env: JOBWIRE_REASONER_TOKEN, then JOBWIRE_REASONER_TOKEN_FILE)",
      )
      .addOption(
        new Option("--backend <name>", "API that reaches the jobs (env: JOBWIRE_REASONER_BACKEND)").choices([
          "direct-access",
          "sql",
        ]),
      )
      .option("--account <account>", "Snowflake account (env: JOBWIRE_SNOWFLAKE_ACCOUNT)")
      .option("--app <name>", "Snowflake native app (env: JOBWIRE_REASONER_APP; default: RELATIONALAI)")
      .option("--allow-insecure-token", "Send the token although --insecure checks no certificate"),
    "Keep following events through transient failures for up to this many seconds",
  );

/** The environment, overridden by the flags. */
const withFlags = async (
  { backend, url, token: tokenFlag, tokenFile, account, app }: ReasonerFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> => {
  const sql = (backend ?? environment["JOBWIRE_REASONER_BACKEND"]) === "sql";
  const tokenVariable = sql ? "JOBWIRE_SNOWFLAKE_TOKEN" : "JOBWIRE_REASONER_TOKEN";
  const again = tokenFlag === undefined && tokenFile !== undefined && (await canReadAgain(tokenFile));
  const token = tokenFlag ?? (tokenFile === undefined ? undefined : await readTokenFile(tokenFile, signal));
  const variables = setVariables(environment, {
    JOBWIRE_REASONER_BACKEND: backend,
    JOBWIRE_REASONER_URL: url,
    JOBWIRE_SNOWFLAKE_ACCOUNT: account,
    JOBWIRE_REASONER_APP: app,
    [tokenVariable]: token,
  });
  // The client reads a file by itself, and again after the server refused its token.
  if (again) return { ...variables, [tokenVariable]: undefined, [`${tokenVariable}_FILE`]: tokenFile };
  // A stale token file in the environment must not fail a command that has a token flag.
  return token === undefined ? variables : { ...variables, [`${tokenVariable}_FILE`]: undefined };
};

/** The client for the reasoner service that the flags name, or else the environment. */
export const openReasoner = async (
  flags: ReasonerFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<ReasonerClient> => {
  const { reasoner, reasonerFromEnv } = await clients();
  const variables = await withFlags(flags, environment, signal);
  checkInsecure(flags, variables["JOBWIRE_REASONER_URL"], true);
  return reasoner({
    backend: reasonerFromEnv(variables),
    ...retryOptions(flags),
    ...(await transportOptions(flags, environment, notices, signal)),
    onStatus: ({ operation, backend, address }) => {
      if (notices.verbose) notices.note(`${operation} over ${backend} at ${address}`);
    },
  });
};
