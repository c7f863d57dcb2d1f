import { InvalidRequest } from "../../errors.ts";
import { positiveMs } from "../../surface/checked.ts";
import { tailNames } from "../../surface/job-option-names.ts";
import { checkNames, type NamesOf } from "../../surface/option-names.ts";
import { tailOptionsProblem } from "../../tail/check-options.ts";
import type { TaskTailOptions, WorkerTailOptions } from "../state/types.ts";
import { checkJobId } from "../submission-id.ts";
import { checkOwner, type LogOwner } from "./log-owner.ts";
import type { WorkerLogsOptions } from "./types.ts";

/** The attempt that the options choose. */
export const attemptOf = (
  id: string,
  { attemptNumber = 0 }: TaskTailOptions,
): { task_id: string; attempt_number: number } => ({
  task_id: id,
  attempt_number: attemptNumber,
});

const { protocol: _, ...lineNames } = tailNames;
const workerTailNames = { ...lineNames, stream: 1 } satisfies NamesOf<WorkerTailOptions>;
const taskTailNames = { ...workerTailNames, attemptNumber: 1 } satisfies NamesOf<TaskTailOptions>;
const workerLogsNames = {
  signal: 1,
  follow: 1,
  tail: 1,
  stream: 1,
  timeoutMs: 1,
  retryForMs: 1,
  onStatus: 1,
} satisfies NamesOf<WorkerLogsOptions>;

const checkTail = (owner: LogOwner, options: WorkerTailOptions): void => {
  checkOwner(owner, options);
  const problem = tailOptionsProblem(options);
  if (problem !== undefined) throw problem;
};

/** Throws `InvalidRequest` (reason `local`) for a tail of a task that cannot work. */
export const checkTaskTail = (id: string, options: TaskTailOptions = {}): void => {
  checkNames("tasks.tailLogs()", options, taskTailNames);
  checkTail(attemptOf(id, options), options);
};

/** Throws `InvalidRequest` (reason `local`) for a tail of an actor that cannot work. */
export const checkActorTail = (id: string, options: WorkerTailOptions = {}): void => {
  checkNames("actors.tailLogs()", options, workerTailNames);
  checkTail({ actor_id: id }, options);
};

/** Throws `InvalidRequest` (reason `local`) for a tail of workers that cannot work. */
export const checkWorkerLogs = (id: string, options: WorkerLogsOptions = {}): void => {
  checkNames("jobs.tailWorkerLogs()", options, workerLogsNames);
  checkJobId(id);
  const { stream, follow, tail, retryForMs, timeoutMs } = options;
  if (stream !== undefined && stream !== "out" && stream !== "err")
    throw new InvalidRequest({ message: "stream must be out or err", reason: "local" });
  positiveMs("timeoutMs", timeoutMs);
  const problem = tailOptionsProblem({ follow, tail, retryForMs });
  if (problem !== undefined) throw problem;
};
