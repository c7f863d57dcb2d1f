import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { redactedSource } from "../poll/redacted-source.ts";
import { makeSharedPoller, type SharedPoller } from "../poll/shared-poller.ts";
import { type WaitSettings, waitForJob } from "../poll/wait-for-job.ts";
import type { JobBackend } from "./job-backend.ts";
import type { JobClient } from "./job-client.ts";
import type { JobTypes, Unsignalled } from "./job-types.ts";
import type { JobWaitOptions } from "./options.ts";

/** Waits for the end of one job; its id and options are checked. `leftMs` is the rest of its time. */
export type JobWait<Types extends JobTypes> = (
  id: Types["id"],
  options: Types["waitOptions"],
) => Effect.Effect<{ readonly seen: Types["seen"]; readonly leftMs: number }, JobwireError>;

/** The pollers of one client, by the group of jobs that each polls. Closing the scope ends their polls. */
export const makePollers = <Types extends JobTypes>(
  { polls, waits }: JobBackend<Types>,
  { budget, redactor }: Pick<JobClient, "budget" | "redactor">,
): Effect.Effect<(id: Types["id"]) => SharedPoller<Types["seen"]>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { policy = "transient" } = waits;
    const pollers = new Map<string, SharedPoller<Types["seen"]>>();
    for (const [group, source] of Object.entries(polls.sources)) {
      pollers.set(group, yield* makeSharedPoller(redactedSource(source, redactor), { budget, policy }));
    }
    const [only = ""] = pollers.keys();
    return (id) => {
      const group = polls.groupOf?.(id) ?? only;
      const poller = pollers.get(group);
      if (poller === undefined) throw new Error(`the backend has no polls of the group "${group}"`);
      return poller;
    };
  });

/** How a wait for one job of the backend judges what its poller reports. */
export const waitSettings = <Types extends JobTypes>(
  backend: JobBackend<Types>,
  {
    redactor,
    pollIntervalMs,
    retryForMs,
    retryAuthForMs,
  }: Pick<JobClient, "redactor" | "pollIntervalMs" | "retryForMs" | "retryAuthForMs">,
  poller: SharedPoller<Types["seen"]>,
  timeoutMs: number | undefined,
): WaitSettings<Types["seen"]> => {
  const { address, ids, waits, whyPending } = backend;
  return {
    address,
    poller,
    pollIntervalMs,
    // Retries beyond the deadline: the deadline's error then has the last failure as its cause.
    retryForMs:
      waits.retryToDeadline === true && timeoutMs !== undefined && retryForMs !== 0 ? timeoutMs * 2 : retryForMs,
    retryAuthForMs,
    statusOf: backend.statusOf,
    shownOf: (seen) => backend.jobOf?.(seen) ?? seen,
    isOver: (seen) => backend.outcomeOf(seen) !== undefined,
    whyPending: (seen) => {
      const why = whyPending?.(seen);
      return why === undefined ? undefined : Effect.map(why, redactor.data);
    },
    goneBecause: waits.goneBecause,
    forgottenSince: waits.forgottenSince,
    appearsWithinMs: waits.appearsWithinMs,
    listMayLack: waits.listMayLack,
    shownKey: ids.shownKey,
  };
};

/** The waits of one client, which share their polls; closing the scope ends them. */
export const makeJobWait = <Types extends JobTypes>(
  backend: JobBackend<Types>,
  client: JobClient,
): Effect.Effect<JobWait<Types>, never, Scope.Scope> =>
  Effect.map(
    makePollers(backend, client),
    (pollerOf) => (id, options) =>
      Effect.gen(function* () {
        const { timeoutMs = backend.waits.timeoutMs } = options;
        const { onChange } = options as Unsignalled<JobWaitOptions<Types["job"]>>;
        const own = waitSettings(backend, client, pollerOf(id), timeoutMs);
        const settings = options.retryForMs === undefined ? own : { ...own, retryForMs: options.retryForMs };
        const started = yield* monotonicMs;
        const seen = yield* waitForJob<Types["seen"]>(settings, backend.ids.keyOf?.(id) ?? String(id), {
          ...options,
          timeoutMs,
          onChange: onChange === undefined ? undefined : (one) => onChange(backend.jobOf?.(one) ?? one),
        });
        const tookMs = (yield* monotonicMs) - started;
        return { seen, leftMs: Math.max(1, (timeoutMs ?? Number.POSITIVE_INFINITY) - tookMs) };
      }),
  );
