import type { Command } from "commander";
import type { AgentClient } from "@jobwire/core";
import type { Notices } from "../output/notices.ts";
import { addClientOptions, type ClientFlags, retryAuthOption, retryOptions, setVariables } from "./client-options.ts";
import { clients } from "./clients.ts";
import { checkInsecure } from "./insecure.ts";
import { openTokenFile, readTokenFile } from "./token-file.ts";
import { transportOptions } from "./transport.ts";

/** The flags that every command about an agent takes. */
export interface AgentFlags extends ClientFlags {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly userTokenFile?: string;
  readonly tenant?: string;
  readonly allowInsecureToken?: boolean;
}

/** Adds the connection options of {@link AgentFlags} to a command. */
export const addAgentOptions = (command: Command): Command =>
  addClientOptions(
    command
      .option("--url <url>", "URL of the agent (env: JOBWIRE_AGENT_URL)")
      .option("--token <token>", "Agent token; other users of this machine can see it, so prefer --token-file")
      .option(
        "--token-file <path>",
        "Read the agent token from a file, a pipe, or stdin with - (env: JOBWIRE_AGENT_TOKEN)",
      )
      .option(
        "--user-token-file <path>",
        "Read a user token from a file, a pipe, or stdin with - (env: JOBWIRE_AGENT_USER_TOKEN)",
      )
      .option("--tenant <code>", "Tenant code (env: JOBWIRE_AGENT_TENANT)")
      .option("--allow-insecure-token", "Send tokens over plain http to another machine")
      .option(...retryAuthOption),
  );

/** The client for the agent that the flags name, or else the environment. */
export const openAgent = async (
  flags: AgentFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<AgentClient> => {
  const { agent, agentFromEnv } = await clients();
  const { url, token, tokenFile, userTokenFile, tenant, allowInsecureToken } = flags;
  const agentToken = tokenFile === undefined ? token : await openTokenFile(tokenFile, signal);
  const variables = setVariables(environment, {
    JOBWIRE_AGENT_URL: url,
    // The client gets the token of the flag below; the variable only has to be set.
    JOBWIRE_AGENT_TOKEN: agentToken === undefined ? undefined : "of-the-flag",
    JOBWIRE_AGENT_USER_TOKEN:
      userTokenFile === undefined ? undefined : await readTokenFile(userTokenFile, signal, "--user-token-file"),
    JOBWIRE_AGENT_TENANT: tenant,
  });
  const { proxy: _environment, ...options } = agentFromEnv(variables);
  checkInsecure(flags, options.address, true);
  return agent({
    ...options,
    ...(agentToken === undefined ? {} : { agentToken }),
    ...(allowInsecureToken === true ? { allowInsecureToken } : {}),
    ...retryOptions(flags),
    ...(await transportOptions(flags, environment, notices, signal)),
  });
};
