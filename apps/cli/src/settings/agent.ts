import type { Command } from "commander";
import type { AgentClient } from "@jobwire/core";
import { parseSeconds } from "./parse-option.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags that every command about an agent takes. */
export interface AgentFlags {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly userTokenFile?: string;
  readonly tenant?: string;
  readonly allowInsecureToken?: boolean;
  readonly retryFor?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Adds {@link AgentFlags} to a command. */
export const addAgentOptions = (command: Command): Command =>
  command
    .option("--url <url>", "the agent's address (JOBWIRE_AGENT_URL)")
    .option("--token <token>", "the agent's token; other users of this machine can see it, so prefer --token-file")
    .option("--token-file <path>", "file or pipe with the agent's token, - for stdin (JOBWIRE_AGENT_TOKEN)")
    .option("--user-token-file <path>", "file or pipe with a user's token, - for stdin (JOBWIRE_AGENT_USER_TOKEN)")
    .option("--tenant <code>", "the tenant (JOBWIRE_AGENT_TENANT)")
    .option("--allow-insecure-token", "send tokens over plain http to another machine")
    .option(
      "--retry-for <seconds>",
      "keep retrying after transient failures for up to this many seconds (default 300)",
      parseSeconds,
    )
    .option("--json", "print JSON")
    .option("--verbose", "print details to stderr");

/** The environment with what the flags say in its place. */
const withFlags = async (
  flags: AgentFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> => {
  const token = flags.tokenFile === undefined ? flags.token : await readTokenFile(flags.tokenFile, signal);
  return {
    ...environment,
    ...(flags.url === undefined ? {} : { JOBWIRE_AGENT_URL: flags.url }),
    ...(token === undefined ? {} : { JOBWIRE_AGENT_TOKEN: token }),
    ...(flags.userTokenFile === undefined
      ? {}
      : { JOBWIRE_AGENT_USER_TOKEN: await readTokenFile(flags.userTokenFile, signal, "--user-token-file") }),
    ...(flags.tenant === undefined ? {} : { JOBWIRE_AGENT_TENANT: flags.tenant }),
  };
};

/** The client that the flags and the environment name. */
export const openAgent = async (
  flags: AgentFlags,
  environment: NodeJS.ProcessEnv,
  _notices: unknown,
  signal: AbortSignal,
): Promise<AgentClient> => {
  const { agent, agentFromEnv } = await import("@jobwire/node");
  return agent({
    ...agentFromEnv(await withFlags(flags, environment, signal)),
    ...(flags.allowInsecureToken === true ? { allowInsecureToken: true } : {}),
    ...(flags.retryFor === undefined ? {} : { retryForMs: flags.retryFor * 1000 }),
  });
};
