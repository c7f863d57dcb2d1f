import { type Command, Option } from "commander";
import type { RayCluster, RayOptions } from "@jobwire/core";
import { collectHeader, parseSeconds } from "./parse-option.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags that every command about a cluster takes. */
export interface ConnectionFlags {
  readonly address?: string;
  readonly tokenFile?: string;
  readonly tokenHeader?: "authorization" | "x-ray-authorization";
  readonly header?: Readonly<Record<string, string>>;
  readonly allowInsecureToken?: boolean;
  readonly retryFor?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Adds {@link ConnectionFlags} to a command. There is no flag for a token: command lines are visible to other users. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option("--address <url>", "the cluster's dashboard (RAY_API_SERVER_ADDRESS, then RAY_ADDRESS)")
    .option(
      "--token-file <path>",
      "file or pipe with Ray's token, - for stdin (RAY_AUTH_TOKEN, then RAY_AUTH_TOKEN_PATH)",
    )
    .addOption(
      new Option("--token-header <name>", "the header that carries the token").choices([
        "authorization",
        "x-ray-authorization",
      ]),
    )
    .option("--header <name: value>", "a further header of every request, repeatable (RAY_JOB_HEADERS)", collectHeader)
    .option("--allow-insecure-token", "send a token or headers over plain http to another machine")
    .option(
      "--retry-for <seconds>",
      "keep retrying after transient failures for up to this many seconds (default 300)",
      parseSeconds,
    )
    .option("--json", "print JSON")
    .option("--verbose", "print details to stderr");

type FromEnv = (environment: NodeJS.ProcessEnv) => RayOptions;

/** Flags first, then the environment. */
const rayOptions = async (
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  fromEnv: FromEnv,
  signal: AbortSignal,
): Promise<RayOptions> => {
  // What a flag replaces is not looked at: a RAY_ADDRESS of `auto` or a stale RAY_AUTH_TOKEN_PATH must not end the command.
  const base = fromEnv({
    ...environment,
    ...(flags.address === undefined ? {} : { RAY_API_SERVER_ADDRESS: undefined, RAY_ADDRESS: undefined }),
    ...(flags.tokenFile === undefined
      ? {}
      : { RAY_AUTH_TOKEN: undefined, RAY_AUTH_TOKEN_PATH: undefined, RAY_AUTH_MODE: undefined }),
  });
  return {
    ...base,
    ...(flags.address === undefined ? {} : { address: flags.address }),
    ...(flags.tokenFile === undefined ? {} : { token: await readTokenFile(flags.tokenFile, signal) }),
    ...(flags.tokenHeader === undefined ? {} : { tokenHeader: flags.tokenHeader }),
    ...(flags.header === undefined ? {} : { headers: { ...base.headers, ...flags.header } }),
    ...(flags.allowInsecureToken === true ? { allowInsecureToken: true } : {}),
    ...(flags.retryFor === undefined ? {} : { retryForMs: flags.retryFor * 1000 }),
  };
};

/** The cluster that the flags and the environment name. */
export const openCluster = async (
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  _notices: unknown,
  signal: AbortSignal,
): Promise<RayCluster> => {
  const { fromEnv, ray } = await import("@jobwire/node");
  return ray(await rayOptions(flags, environment, fromEnv, signal));
};
