import type { ReasonerBackend } from "@jobwire/core";
import { type Environment, reasonerFromEnv as read, reasonerVariables } from "@jobwire/node-shared";
import { Deno } from "./deno.ts";

/** Named one by one, so that Deno asks for no more than these. */
const environment = (): Environment => Object.fromEntries(reasonerVariables.map((name) => [name, Deno.env.get(name)]));

/**
 * The backend that the environment names, as Node's `reasonerFromEnv` reads it; needs `--allow-env` for `JOBWIRE_REASONER_*` and
 * `JOBWIRE_SNOWFLAKE_*`, and `--allow-read` for files that they name. Throws `InvalidRequest` (reason `local`).
 */
export const reasonerFromEnv = (env: Environment = environment()): ReasonerBackend => read(env);
