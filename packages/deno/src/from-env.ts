import type { AgentOptions, RayOptions } from "@jobwire/core";
import { agentFromEnv as readAgent, type Environment, fromEnv as read } from "@jobwire/node-shared";
import { Deno } from "./deno.ts";

/** Named one by one, so that Deno asks for no more than these. */
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
 * How to reach Ray, as its own tools read it from the environment (`RAY_API_SERVER_ADDRESS`, `RAY_ADDRESS`, `RAY_JOB_HEADERS`,
 * `RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`, `RAY_AUTH_MODE`); needs `--allow-env` for these and `HOME`, and `--allow-read` for a
 * token file. Throws `InvalidRequest` (reason `local`) as Node's `fromEnv` does.
 */
export const fromEnv = (env: Environment = environment(names)): RayOptions => read(env);

/**
 * How to reach a Synapse Agent, from `JOBWIRE_AGENT_URL`, `JOBWIRE_AGENT_TOKEN`, `JOBWIRE_AGENT_USER_TOKEN` and
 * `JOBWIRE_AGENT_TENANT`; needs `--allow-env` for these. Throws `InvalidRequest` (reason `local`, 400) as Node's does.
 */
export const agentFromEnv = (env: Environment = environment(agentNames)): AgentOptions => readAgent(env);
