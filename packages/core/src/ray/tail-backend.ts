import { Effect, type Scope } from "effect";
import { type JobwireError, NotReady } from "../errors.ts";
import type { StreamTimes } from "../http/http.ts";
import { closedBecause, textFrames } from "../http/text-frames.ts";
import type { FileAnswer, FileTailBackend, LiveAnswer, TailJob } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";
import { driverRefused } from "./driver-refused.ts";
import { getJob } from "./jobs.ts";
import { isTerminal } from "./job-status.ts";
import { headNodeId, rayLogEvidence } from "./log-evidence.ts";
import { logFileName, readLogFile } from "./log-file/open-log-file.ts";
import { isMarked } from "./log-file/marker-bytes.ts";
import { pendingReasons } from "./pending-reason.ts";
import { readPlainLog } from "./plain-log.ts";
import { socketUse } from "./socket-use.ts";
import { toTailJob } from "./to-tail-job.ts";
import type { RayJob } from "./types.ts";
import { getVersion } from "./cluster/version.ts";

/** Ray ends its own socket at a frame of 4 MiB, so a larger one is not Ray's. */
const maxFrameBytes = 16 * 1024 * 1024;
/** Unread frames: a socket that pauses needs little; one that cannot is closed there, and each new one replays the whole log. */
const highWater = { pausing: 512 * 1024, closing: 8 * 1024 * 1024 };
/** The server looks for the place to begin before it answers; that takes a while in a log of gigabytes. */
const manyLines = 100_000;

/** Ray's three sources of one job's log. `idleMs` is the caller's; a file answer never waits longer than 10 s between pieces. */
export const makeRayTailBackend = (
  api: RayApi,
  id: string,
  options: { readonly idleMs?: number | undefined } = {},
): FileTailBackend => {
  const { http } = api;
  const label = `job ${id} at ${api.address}`;
  const idleMs = options.idleMs ?? http.times.idleMs;
  const fileTimes = (lines: number): StreamTimes => ({
    headMs: lines === -1 || lines > manyLines ? Math.max(http.times.headMs, 30_000) : http.times.headMs,
    // With 100 followers of `logs/stream` the dashboard gives no answer at all: each file needs a limit of its own. A file that
    // is there comes without a pause, and one that was cut for nothing is only read on.
    idleMs: Math.min(idleMs, 6_000),
  });

  let known: { readonly nodeId: string; readonly filename: string } | undefined;
  let marked: boolean | undefined;

  /** The job as it was read last, to be used once: a tail reads it before it asks for the file, and again after a failure. */
  let latest: RayJob | undefined;
  const readJob: Effect.Effect<RayJob, JobwireError> = Effect.flatMap(getJob(api, id), (job) =>
    job.type === "DRIVER"
      ? Effect.fail(driverRefused(label))
      : Effect.sync(() => {
          latest = job;
          return job;
        }),
  );

  const place = Effect.gen(function* () {
    if (known !== undefined) return known;
    const job = latest ?? (yield* readJob);
    latest = undefined;
    if (job.driverNodeId === null && !isTerminal(job.status)) {
      return yield* Effect.fail(
        new NotReady({ message: `${label} is ${job.status} and has no node yet`, reason: "no-node" }),
      );
    }
    known = {
      // A job that failed before it got a node left its only words in a file on the head (seen: `runtime_env setup failed`).
      nodeId: job.driverNodeId ?? (yield* headNodeId(api, label)),
      filename: logFileName(job.submissionId ?? id),
    };
    return known;
  });

  const file = (lines: number): Effect.Effect<FileAnswer, JobwireError, Scope.Scope> =>
    Effect.gen(function* () {
      const where = yield* place;
      marked ??= isMarked((yield* getVersion(api)).rayVersion);
      return yield* readLogFile(api, label, { ...where, marked }, lines, fileTimes(lines)).pipe(
        // The job may be on another node by now, or the cluster another one: ask again before the next try.
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (error._tag === "NotReady" || error._tag === "ServerError") known = undefined;
          }),
        ),
      );
    });

  const why = pendingReasons(api);
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(readJob, (read) => ({
    ...toTailJob(read),
    ...(read.status === "PENDING" ? { whyPending: why(read) } : {}),
  }));

  const { capabilities } = http.adapter.runtime;
  const socket: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> = Effect.map(
    http.socket(`/api/jobs/${encodeURIComponent(id)}/logs/tail`, {
      maxMessageBytes: maxFrameBytes,
      highWaterBytes: capabilities.socketPause ? highWater.pausing : highWater.closing,
    }),
    (opened) => ({
      pull: Effect.map(textFrames(opened), (next) =>
        "frames" in next ? next : { closed: closedBecause(next.closed) },
      ),
    }),
  );
  return {
    label,
    job,
    file,
    ...(socketUse(http).usable ? { socket } : {}),
    replay: "always",
    // Any other refusal is that of a server, or a proxy, without a socket: the job was there a moment ago.
    refuses: (error) =>
      error._tag === "Unauthorized" || (error._tag === "RedirectRefused" && error.reason === "cross-origin"),
    ...rayLogEvidence(api, label, id, readJob),
    plain: readPlainLog(api, label, id, {
      // The agent reads the whole file and makes one JSON string of it before the first byte (7.8 s for 297 MB).
      headMs: Math.max(http.times.headMs, 60_000),
      idleMs: Math.min(idleMs, 10_000),
    }),
  };
};
