import * as Effect from "effect/Effect";
import { excerpt } from "../http/visible-text.ts";
import { monotonicMs } from "../monotonic.ts";
import type { PendingReason } from "../poll/pending.ts";
import type { RayApi } from "./api.ts";
import { readSupervisor, type Supervisor } from "./supervisor.ts";
import type { RayJob } from "./job.ts";

/** The client reads the actor table at most this often, in milliseconds, however many of its jobs are pending. */
const everyMs = 1_000;
/** The reason is only additional information: the wait for it ends after this many milliseconds. */
const limitMs = 5_000;

const amount = ([name, value]: readonly [string, number]): string =>
  `${value} ${name === "memory" ? "bytes of memory" : excerpt(name, 60)}`;

/** The reason why a job is PENDING: the server's message, and the resources that its supervisor waits for. */
export const pendingReason = (job: Pick<RayJob, "message">, supervisor: Supervisor): PendingReason => {
  const message = excerpt(job.message ?? "", 500) || "Job has not started yet.";
  if (supervisor.type === "absent") {
    return {
      reason: `${message} Ray has no supervisor for it, because its submit failed or is incomplete: unless one appears soon, the job never starts, and you can neither stop nor delete it.`,
    };
  }
  if (supervisor.type === "unknown") return { reason: message };
  const resources = Object.entries(supervisor.requiredResources).filter(([, value]) => value > 0);
  if (resources.length === 0) return { reason: message };
  return {
    reason: `${message} It needs ${resources.map(amount).join(", ")}.`,
    resources: Object.fromEntries(resources),
  };
};

/** Reads why a job of this cluster is PENDING; never fails. With many such jobs, some get only the server's message. */
export const pendingReasons = (api: RayApi): ((job: RayJob) => Effect.Effect<PendingReason>) => {
  let readAt = Number.NEGATIVE_INFINITY;
  return (job) =>
    Effect.gen(function* () {
      const now = yield* monotonicMs;
      const id = job.submissionId;
      if (id === null || now - readAt < everyMs) return pendingReason(job, { type: "unknown" });
      readAt = now;
      const supervisor = yield* Effect.timeoutOrElse(readSupervisor(api, id), {
        duration: limitMs,
        orElse: () => Effect.succeed<Supervisor>({ type: "unknown" }),
      });
      return pendingReason(job, supervisor);
    });
};
