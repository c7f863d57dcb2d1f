import * as Effect from "effect/Effect";
import type { RayApi } from "./api.ts";
import { actorTable } from "./state/actor-table.ts";
import { listRows } from "./state/list-rows.ts";

/** The state of the process that starts a job and watches over it, by Ray's actor table. */
export type Supervisor =
  | {
      readonly type: "present";
      /** Such as `PENDING_CREATION` or `ALIVE`. */
      readonly state: string;
      /** The resources that the entrypoint reserves; empty when it reserves none. */
      readonly requiredResources: Readonly<Record<string, number>>;
    }
  /** The table is complete and has no supervisor for the job. */
  | { readonly type: "absent" }
  /** The table is unavailable or incomplete. */
  | { readonly type: "unknown" };

/** Ray's name for the supervisor of a job; the same in 2.46 and 2.60. */
const nameOf = (submissionId: string): string => `_ray_internal_job_actor_${submissionId}`;

/**
 * Looks for the supervisor of a job, once; never fails. Ray registers it right after it adds the job to its table (2.60.0), and
 * the jobs API returns neither the supervisor's state nor the resources that it waits for.
 */
export const readSupervisor = (api: RayApi, submissionId: string): Effect.Effect<Supervisor> => {
  const name = nameOf(submissionId);
  const query = {
    limit: 100,
    detail: true,
    filter_keys: ["name"],
    filter_predicates: ["=" as const],
    filter_values: [name],
  };
  return Effect.match(listRows(api, actorTable, query), {
    onFailure: (): Supervisor => ({ type: "unknown" }),
    onSuccess: ({ rows, complete }): Supervisor => {
      // The filter ignores case. An id that was deleted and reused also has a dead supervisor.
      const named = rows.filter((row) => row.name === name);
      const actor = named.find(({ state }) => state !== "DEAD") ?? named[0];
      if (actor === undefined) return { type: complete ? "absent" : "unknown" };
      return { type: "present", state: actor.state, requiredResources: actor.requiredResources ?? {} };
    },
  });
};
