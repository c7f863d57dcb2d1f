import * as Effect from "effect/Effect";
import { type JobwireError, NotReady } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { isTerminal } from "../job-status.ts";
import { headNodeId } from "../log-evidence.ts";
import type { RayJob } from "../job.ts";
import type { Session } from "../session.ts";
import { fileTimes } from "./file-times.ts";
import { logFileName, readLogFile } from "./open-log-file.ts";
import type { OpenLogFile } from "./read-beginning.ts";

/** The job that owns a log file. */
export interface LoggedJob {
  readonly api: RayApi;
  readonly session: Session;
  /** The name of the job in messages. */
  readonly label: string;
  readonly id: string;
  /** The job as a tail read it a moment ago, if this was not used yet; else reads it now. */
  readonly job: Effect.Effect<RayJob, JobwireError>;
  /** The caller's limit between two pieces of a response, in milliseconds. */
  readonly idleMs: number;
}

/** How to open a job's log file on its node. Remembers the node until the file is missing there. */
export const openJobLogFile = ({ api, session, label, id, job, idleMs }: LoggedJob): OpenLogFile => {
  let known: { readonly nodeId: string; readonly filename: string } | undefined;
  let marked: boolean | undefined;

  const position = Effect.gen(function* () {
    if (known !== undefined) return known;
    const read = yield* job;
    if (read.driverNodeId === null && !isTerminal(read.status)) {
      return yield* Effect.fail(
        new NotReady({ message: `${label} is ${read.status} and has no node yet`, reason: "no-node" }),
      );
    }
    known = {
      // A job that failed before it got a node has Ray's messages in a file on the head (seen: `runtime_env setup failed`).
      nodeId: read.driverNodeId ?? (yield* headNodeId(api, label)),
      filename: logFileName(read.submissionId ?? id),
    };
    return known;
  });

  return (lines) =>
    Effect.gen(function* () {
      const where = yield* position;
      marked ??= yield* session.marked;
      return yield* readLogFile(api, label, { ...where, marked }, lines, fileTimes(api, lines, idleMs)).pipe(
        // The job may be on another node by now, or the cluster may be another one: ask again before the next try.
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (error._tag === "NotReady" || error._tag === "ServerError") known = undefined;
          }),
        ),
      );
    });
};
