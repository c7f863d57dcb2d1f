import type { Command } from "commander";
import { parseAmount } from "./parse-option.ts";
import { addTransportOptions, type TransportFlags } from "./transport.ts";

/** The flags of every command that uses a client. */
export interface ClientFlags extends TransportFlags {
  /** The name of a cluster in the configuration. */
  readonly cluster?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly retryFor?: number;
  readonly retryAuth?: number;
}

/** Adds the options for the output of a command. */
export const addOutputOptions = (command: Command): Command =>
  command.option("--json", "Print JSON").option("--verbose", "Print details to stderr");

/** The option that names a cluster. */
export const clusterOption: readonly [flags: string, description: string] = [
  "--cluster <name>",
  "Use this cluster of jobwire config (env: JOBWIRE_CLUSTER; default: the current one, if nothing else names a server)",
];

/** Adds the options of connections and `--retry-for`. The client has the default; the option stays unset without the flag. */
export const addClientOptions = (
  command: Command,
  description = "Keep retrying after transient failures for up to this many seconds",
): Command =>
  addTransportOptions(command).option(
    "--retry-for <seconds>",
    `${description} (default: 300; 0: no retries)`,
    parseAmount,
  );

/** The arguments of `--retry-auth`, for commands that wait or follow a log. */
export const retryAuthOption: readonly [flags: string, description: string, parse: (text: string) => number] = [
  "--retry-auth <seconds>",
  "Once signed in, keep retrying after a 401, a 403 or a redirect to a sign-in for up to this many seconds (default: 0)",
  parseAmount,
];

/** The client options that `--retry-for` and `--retry-auth` set; nothing without the flags. */
export const retryOptions = ({
  retryFor,
  retryAuth,
}: ClientFlags): { readonly retryForMs?: number; readonly retryAuthForMs?: number } => ({
  ...(retryFor === undefined ? {} : { retryForMs: retryFor * 1000 }),
  ...(retryAuth === undefined ? {} : { retryAuthForMs: retryAuth * 1000 }),
});

/** The environment with some variables set. A variable that is undefined keeps its value in the environment. */
export const setVariables = (
  environment: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv => ({
  ...environment,
  ...Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined)),
});
