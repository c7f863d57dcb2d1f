import { withCallSite } from "@jobwire/core/adapter-parts";
import type { ReasonerBackend } from "@jobwire/core";
import { type Environment, reasonerFromEnv as read, reasonerVariables } from "@jobwire/node-shared";
import { Deno } from "./deno.ts";

/** Each variable by name, so that Deno asks for permission for these only. */
const environment = (): Environment => Object.fromEntries(reasonerVariables.map((name) => [name, Deno.env.get(name)]));

/**
 * Makes the backend that the environment names, as Node's `reasonerFromEnv` does. Needs `--allow-env` for `JOBWIRE_REASONER_*` and
 * `JOBWIRE_SNOWFLAKE_*`, and `--allow-read` for the files that they name. Throws `InvalidRequest` (reason `local`).
 *
 * @example
 * ```ts
 * import { reasoner, reasonerFromEnv } from "@jobwire/deno";
 *
 * const client = reasoner({ backend: reasonerFromEnv() });
 * for (const { id, state } of await client.jobs.list({ limit: 10 })) console.log(id, state);
 * await client.close();
 * ```
 */
export const reasonerFromEnv = (env: Environment = environment()): ReasonerBackend =>
  withCallSite(reasonerFromEnv, () => read(env));
