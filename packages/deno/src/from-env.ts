import { withCallSite } from "@jobwire/core/adapter-parts";
import type { AgentOptions, RayOptions } from "@jobwire/core";
import { agentFromEnv as readAgent, type Environment, fromEnv as read } from "@jobwire/node-shared";
import { Deno } from "./deno.ts";

/** Each variable by name, so that Deno asks for permission for these only. */
const names = [
  "RAY_API_SERVER_ADDRESS",
  "RAY_ADDRESS",
  "RAY_JOB_HEADERS",
  "RAY_AUTH_TOKEN",
  "RAY_AUTH_TOKEN_PATH",
  "RAY_AUTH_MODE",
  "HOME",
  "USERPROFILE",
];

const agentNames = ["JOBWIRE_AGENT_URL", "JOBWIRE_AGENT_TOKEN", "JOBWIRE_AGENT_USER_TOKEN", "JOBWIRE_AGENT_TENANT"];

const environment = (wanted: ReadonlyArray<string>): Environment =>
  Object.fromEntries(wanted.map((name) => [name, Deno.env.get(name)]));

/**
 * Reads from the environment how to reach Ray, as Ray's own tools do (`RAY_API_SERVER_ADDRESS`, `RAY_ADDRESS`, `RAY_JOB_HEADERS`,
 * `RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`, `RAY_AUTH_MODE`). Needs `--allow-env` for these and `HOME`, and `--allow-read` for a
 * token file. Throws `InvalidRequest` (reason `local`) as Node's `fromEnv` does.
 *
 * @example
 * ```ts
 * import { fromEnv, ray } from "@jobwire/deno";
 *
 * const cluster = ray({ ...fromEnv(), pollIntervalMs: 1_000 });
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const fromEnv = (env: Environment = environment(names)): RayOptions => withCallSite(fromEnv, () => read(env));

/**
 * Reads from the environment how to reach a Synapse Agent: `JOBWIRE_AGENT_URL`, `JOBWIRE_AGENT_TOKEN`, `JOBWIRE_AGENT_USER_TOKEN`
 * and `JOBWIRE_AGENT_TENANT`. Needs `--allow-env` for these. Throws `InvalidRequest` (reason `local`, 400) as Node's does.
 *
 * @example
 * ```ts
 * import { agent, agentFromEnv } from "@jobwire/deno";
 *
 * const synapse = agent(agentFromEnv());
 * console.log(await synapse.health());
 * await synapse.close();
 * ```
 */
export const agentFromEnv = (env: Environment = environment(agentNames)): AgentOptions =>
  withCallSite(agentFromEnv, () => readAgent(env));
