import * as Effect from "effect/Effect";
import { JobLost, type JobwireError } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { getJob } from "./jobs.ts";
import { readSupervisor } from "./supervisor.ts";
import type { RayJob } from "./job.ts";

/** Ray has no supervisor for a job when this many looks, a second apart, do not find one. */
const looks = 3;

/**
 * Fails with `JobLost` (reason `never-started`) when Ray lists a job as PENDING that nothing will ever start: its submit failed
 * after Ray 2.60 had added it to its table. Ray responds to a stop of such a job with `{"stopped": false}`, as for a job that
 * has ended.
 */
export const checkStartable = (api: RayApi, id: string): Effect.Effect<void, JobwireError> =>
  Effect.gen(function* () {
    let job: RayJob;
    for (let look = 1; ; look++) {
      job = yield* getJob(api, id);
      if (job.status !== "PENDING" || job.driverNodeId !== null || job.submissionId === null) return;
      const supervisor = yield* readSupervisor(api, job.submissionId);
      if (supervisor.type !== "absent") return;
      if (look === looks) break;
      yield* Effect.sleep(1000);
    }
    yield* Effect.fail(
      new JobLost({
        message: `job ${id} at ${api.address} is listed as PENDING, but Ray has no supervisor that would start it: its submit failed. It stays PENDING, and nobody can stop or delete it. Submit it again with another id`,
        reason: "never-started",
        jobStatus: job.status,
        jobId: id,
        job,
      }),
    );
  });
