import { type Command, Option } from "commander";
import type { RayCluster } from "@jobwire/core";
import type { Notices } from "../output/notices.ts";
import { addClientOptions, type ClientFlags, retryAuthOption, retryOptions } from "./client-options.ts";
import { type Clients, clients } from "./clients.ts";
import { readHeadersFile } from "./headers-file.ts";
import { checkInsecure } from "./insecure.ts";
import { collectHeader } from "./parse-option.ts";
import { openTokenFile } from "./token-file.ts";
import { transportOptions } from "./transport.ts";

/** The flags that every command about a cluster takes. */
export interface ConnectionFlags extends ClientFlags {
  readonly address?: string;
  readonly tokenFile?: string;
  readonly tokenHeader?: "authorization" | "x-ray-authorization";
  readonly header?: Readonly<Record<string, string>>;
  readonly headersFile?: string;
  readonly allowInsecureToken?: boolean;
}

/** Adds the connection options of {@link ConnectionFlags}. No option takes a token: other users can see command lines. */
export const addConnectionOptions = (command: Command): Command =>
  addClientOptions(
    command
      .option("--address <url>", "URL of the cluster's dashboard (env: RAY_API_SERVER_ADDRESS, then RAY_ADDRESS)")
      .option(
        "--token-file <path>",
        "Read Ray's token from a file, a pipe, or stdin with - (env: RAY_AUTH_TOKEN, then RAY_AUTH_TOKEN_PATH)",
      )
      .addOption(
        new Option("--token-header <name>", "Header that carries the token").choices([
          "authorization",
          "x-ray-authorization",
        ]),
      )
      .option(
        "--header <name: value>",
        "Add a header to every request; repeatable (env: RAY_JOB_HEADERS)",
        collectHeader,
      )
      .option("--headers-file <path>", "Add the headers of this file, a JSON object of strings; --header comes first")
      .option("--allow-insecure-token", "Send the token and headers over plain http to another machine")
      .option(...retryAuthOption),
  );

type FromEnv = Clients["fromEnv"];

/** The options of the environment, overridden by the flags. */
const rayOptions = async (
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  fromEnv: FromEnv,
  signal: AbortSignal,
): Promise<ReturnType<FromEnv>> => {
  // A flag hides its variables: a RAY_ADDRESS of `auto` or a stale RAY_AUTH_TOKEN_PATH must not fail the command.
  const base = fromEnv({
    ...environment,
    ...(flags.address === undefined ? {} : { RAY_API_SERVER_ADDRESS: undefined, RAY_ADDRESS: undefined }),
    ...(flags.tokenFile === undefined
      ? {}
      : { RAY_AUTH_TOKEN: undefined, RAY_AUTH_TOKEN_PATH: undefined, RAY_AUTH_MODE: undefined }),
  });
  const fromFile = flags.headersFile === undefined ? undefined : await readHeadersFile(flags.headersFile, signal);
  const headers = fromFile === undefined && flags.header === undefined ? undefined : { ...fromFile, ...flags.header };
  return {
    ...base,
    ...(flags.address === undefined ? {} : { address: flags.address }),
    ...(flags.tokenFile === undefined ? {} : { token: await openTokenFile(flags.tokenFile, signal) }),
    ...(flags.tokenHeader === undefined ? {} : { tokenHeader: flags.tokenHeader }),
    ...(headers === undefined ? {} : { headers: { ...base.headers, ...headers } }),
    ...(flags.allowInsecureToken === true ? { allowInsecureToken: true } : {}),
    ...retryOptions(flags),
  };
};

/** The client for the cluster that the flags name, or else the environment. */
export const openCluster = async (
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<RayCluster> => {
  const { fromEnv, ray } = await clients();
  const { proxy: _environment, ...options } = await rayOptions(flags, environment, fromEnv, signal);
  checkInsecure(flags, options.address, options.token !== undefined || Object.keys(options.headers ?? {}).length > 0);
  return ray({ ...options, ...(await transportOptions(flags, environment, notices, signal)) });
};
