import type { RayOptions } from "@jobwire/core";
import { type Environment, fromEnv as read } from "@jobwire/node-shared";
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

const environment = (): Environment => Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));

/**
 * How to reach Ray, as its own tools read it from the environment (`RAY_API_SERVER_ADDRESS`, `RAY_ADDRESS`, `RAY_JOB_HEADERS`,
 * `RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`, `RAY_AUTH_MODE`); needs `--allow-env` for these and `HOME`, and `--allow-read` for a
 * token file. Throws `InvalidRequest` (reason `local`) as Node's `fromEnv` does.
 */
export const fromEnv = (env: Environment = environment()): RayOptions => read(env);
