import type { AgentOptions } from "@jobwire/core";
import { withCallSite } from "@jobwire/core/adapter-parts";
import { InvalidRequest } from "@jobwire/core/errors";
import { SecretText } from "@jobwire/core/options";
import { type Environment, valueOf } from "./environment.ts";
import { settingsFromEnv } from "./proxy/proxy-rules.ts";
import type { TransportOptions } from "./transport-options.ts";

const required = (env: Environment, name: string, what: string): string => {
  const value = valueOf(env, name);
  if (value !== undefined) return value;
  throw new InvalidRequest({ message: `${name} is not set. Set it to ${what}.`, reason: "local", statusCode: 400 });
};

/**
 * Reads from the environment how to reach a Synapse Agent: `JOBWIRE_AGENT_URL`, `JOBWIRE_AGENT_TOKEN`, and optionally
 * `JOBWIRE_AGENT_USER_TOKEN` and `JOBWIRE_AGENT_TENANT`, and its proxy as `proxyFromEnv` does. An empty variable counts as not set. Throws `InvalidRequest` (reason
 * `local`, 400) that names a missing variable and never shows a token. Your own options take precedence:
 * `agent({ ...agentFromEnv(), timeouts })`.
 *
 * @example
 * ```ts
 * import { agent, agentFromEnv } from "jobwire";
 *
 * const synapse = agent(agentFromEnv());
 * console.log(await synapse.health());
 * await synapse.close();
 * ```
 */
export const agentFromEnv = (env: Environment = process.env): AgentOptions & Pick<TransportOptions, "proxy"> =>
  withCallSite(agentFromEnv, () => {
    const userToken = valueOf(env, "JOBWIRE_AGENT_USER_TOKEN");
    const tenant = valueOf(env, "JOBWIRE_AGENT_TENANT");
    return {
      address: required(env, "JOBWIRE_AGENT_URL", "the agent's address, such as https://host/agents/7"),
      agentToken: new SecretText(required(env, "JOBWIRE_AGENT_TOKEN", "the agent's token"), "JOBWIRE_AGENT_TOKEN"),
      ...(userToken === undefined ? {} : { userToken: new SecretText(userToken, "JOBWIRE_AGENT_USER_TOKEN") }),
      ...(tenant === undefined ? {} : { tenant: new SecretText(tenant, "JOBWIRE_AGENT_TENANT") }),
      ...settingsFromEnv(env),
    };
  });
