import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import { textFrames } from "../http/text-frames.ts";
import type { LiveAnswer, TailBackend, TailJob } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";
import { driverRefused } from "./driver-refused.ts";
import { getJob } from "./jobs.ts";
import { rayLogEvidence } from "./log-evidence.ts";
import { openJobLogFile } from "./log-file/job-log-file.ts";
import { makeLogFile } from "./log-file/log-file-reader.ts";
import { type LogFileTuning, realLogFileTuning } from "./log-file/log-file-tuning.ts";
import type { OpenLogFile } from "./log-file/read-beginning.ts";
import { openUnlessLost, silentMs } from "./open-unless-lost.ts";
import { pendingReasons } from "./pending-reason.ts";
import { readPlainLog } from "./plain-log.ts";
import type { Session } from "./session.ts";
import { socketUse } from "./socket-use.ts";
import { toTailJob } from "./to-tail-job.ts";
import type { RayJob } from "./job.ts";

/** Ray ends its own socket at a frame of 4 MiB, so a larger frame is not Ray's. */
const maxFrameBytes = 16 * 1024 * 1024;

/** Ray's sources of one job's log, and how its log file is opened. */
export interface RayTailBackend extends TailBackend {
  readonly openLogFile: OpenLogFile;
}

/**
 * Ray's three sources of one job's log: the log file, the tail socket and the plain log. `session` is the client's. `idleMs` is the caller's limit between two
 * pieces; a file response never waits longer than 6 s between pieces.
 */
export const makeRayTailBackend = (
  api: RayApi,
  id: string,
  session: Session,
  options: { readonly idleMs?: number | undefined; readonly fileTuning?: LogFileTuning | undefined } = {},
): RayTailBackend => {
  const { http } = api;
  const label = `job ${id} at ${api.address}`;
  const idleMs = options.idleMs ?? http.times.idleMs;

  /** The job as it was read last, to be used once: a tail reads it before it opens the file, and again after a failure. */
  let latest: RayJob | undefined;
  let reads = 0;
  const readJob: Effect.Effect<RayJob, JobwireError> = Effect.flatMap(getJob(api, id), (job) =>
    job.type === "DRIVER"
      ? Effect.fail(driverRefused(label))
      : Effect.suspend(() => {
          latest = job;
          reads += 1;
          // A short tail by socket needs no session; one by the file has read it already.
          return Effect.as(reads === 2 ? session.learn : Effect.void, job);
        }),
  );
  const latestJob = Effect.map(
    Effect.suspend(() => (latest === undefined ? readJob : Effect.succeed(latest))),
    (job) => {
      latest = undefined;
      return job;
    },
  );

  const evidence = rayLogEvidence(api, label, id, readJob);
  const openFile = openJobLogFile({ api, session, label, id, job: latestJob, idleMs });
  const openLogFile: OpenLogFile = (lines) =>
    Effect.andThen(
      api.fileTurn,
      openUnlessLost(openFile(lines), `the log file of ${label}`, evidence.lost, silentMs.file),
    );

  const why = pendingReasons(api);
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(readJob, (read) => ({
    ...toTailJob(read),
    ...(read.status === "PENDING" ? { whyPending: why(read) } : {}),
  }));

  const socket: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> = Effect.map(
    http.socket(`/api/jobs/${encodeURIComponent(id)}/logs/tail`, {
      maxMessageBytes: maxFrameBytes,
      highWaterBytes: http.buffers.socketBytes,
    }),
    ({ label: socketLabel, pull, pullWithin }) => ({
      pull: Effect.flatMap(pull, (next) => textFrames(socketLabel, next)),
      pullWithin: (waitMs) =>
        Effect.flatMap(pullWithin(waitMs), (next) =>
          next === undefined ? Effect.undefined : textFrames(socketLabel, next),
        ),
    }),
  );
  return {
    label,
    job,
    openLogFile,
    logFile: makeLogFile(openLogFile, options.fileTuning ?? realLogFileTuning),
    ...(socketUse(http).usable ? { socket } : {}),
    replay: "always",
    waitingUnits: http.buffers.textUnits,
    limited: http.limited,
    // A refusal is that of a proxy, which may pass other paths. When it concerns the job, the job's status is refused, too.
    refuses: () => false,
    ...evidence,
    forgottenSince: (seenAt) => session.forgottenSince(seenAt),
    plain: openUnlessLost(
      readPlainLog(api, label, id, {
        // The agent reads the whole file and makes one JSON string of it before the first byte (7.8 s for 297 MB).
        headMs: Math.max(http.times.headMs, 60_000),
        idleMs: Math.min(idleMs, 10_000),
      }),
      `the log of ${label}`,
      evidence.lost,
      silentMs.plain,
    ),
  };
};
