import type { RayTask } from "../state/types.ts";
import type { WorkerStream } from "./log-owner.ts";

/**
 * The part of its worker's log that is the output of one attempt of a task, as Ray recorded it. A worker runs one task after the
 * other, and all of them write to the same two files.
 *
 * - `waiting`: the attempt has not started, or its record has not arrived.
 * - `none`: the attempt ended without being sent to a worker.
 * - `open`: it begins at `start`, and its end is not recorded.
 * - `closed`: it is the bytes from `start` to `end`.
 * - `unrecorded`: the attempt ran, and Ray has no record.
 */
export type TaskExtent =
  | { readonly type: "waiting" | "none" | "unrecorded" }
  | { readonly type: "open"; readonly start: number }
  | { readonly type: "closed"; readonly start: number; readonly end: number };

/** True for the states after which an attempt does not change any more. */
export const isTaskEnded = (state: string): boolean => state === "FINISHED" || state === "FAILED";

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** States of an attempt that was at least sent to a worker. */
const reachedWorker = new Set(["SUBMITTED_TO_WORKER", "PENDING_ACTOR_TASK_ARGS_FETCH", "RUNNING", "FINISHED"]);

const mayHaveRun = ({ state, workerId, workerPid, events }: RayTask): boolean =>
  state === "FINISHED" ||
  workerId !== null ||
  workerPid !== null ||
  events === null ||
  events === undefined ||
  events.some((event) => reachedWorker.has(event.state));

/**
 * Interprets a row with details. Ray 2.40 to 2.60 record where the output begins when the attempt starts, and where it ends when
 * its function returns; a worker that dies records no end.
 */
export const taskExtent = (task: RayTask, stream: WorkerStream): TaskExtent => {
  const info = task.taskLogInfo;
  if (info === null || info === undefined) {
    if (!isTaskEnded(task.state)) return { type: "waiting" };
    return { type: mayHaveRun(task) ? "unrecorded" : "none" };
  }
  const start = count(info[`std${stream}_start`]) ?? 0;
  const end = count(info[`std${stream}_end`]);
  return end === undefined || end < start ? { type: "open", start } : { type: "closed", start, end };
};
