import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { FileAnswer, TailBackend, TailJob } from "../../tail/backend.ts";
import type { RayApi } from "../api.ts";
import { lossOfNode } from "../log-evidence.ts";
import { makeLogFile } from "../log-file/log-file-reader.ts";
import { type LogFileTuning, realLogFileTuning } from "../log-file/log-file-tuning.ts";
import { readMarked } from "../log-file/read-marked.ts";
import { notEmpty, openNamedLog } from "../log-file/open-log-file.ts";
import type { OpenLogFile } from "../log-file/read-beginning.ts";
import { fileTimes } from "../log-file/file-times.ts";
import { ownerLabel, type WorkerStream } from "./log-owner.ts";
import { onlyFile } from "./only-source.ts";
import { TaskLogFile } from "./task-log-file.ts";
import { type SeenTask, type TaskOwner, TaskStatus } from "./task-status.ts";

const toTailJob = ({ row, settled }: SeenTask): TailJob => ({
  status: row.state,
  terminal: settled,
  message: row.errorMessage ?? row.errorType,
  jobId: row.taskId,
  job: row,
  ...(row.state.startsWith("PENDING")
    ? { whyPending: Effect.succeed({ reason: `The task has not started: ${excerpt(row.state, 60)}.` }) }
    : {}),
});

/**
 * The log of one attempt of a task, as a tail reads it: `GET /api/v0/logs/file` with the task's id, which Ray cuts out of its worker's
 * log. Ray has no live source for it that does not keep one of its 100 slots (`logs/stream`), so the tail looks again and again.
 */
export const makeTaskTailBackend = (
  api: RayApi,
  owner: TaskOwner,
  options: {
    readonly stream?: WorkerStream | undefined;
    readonly idleMs?: number | undefined;
    readonly fileTuning?: LogFileTuning | undefined;
  },
): TailBackend => {
  const { stream = "out", idleMs, fileTuning = realLogFileTuning } = options;
  const label = ownerLabel(api, owner);
  const status = new TaskStatus(api, owner, stream, "tail");
  const query = { task_id: owner.task_id, attempt_number: String(owner.attempt_number), suffix: stream };
  let marked: boolean | undefined;
  let hasText = false;

  const noting = (answer: FileAnswer): FileAnswer => ({
    pull: Effect.tap(answer.pull, (piece) =>
      Effect.sync(() => {
        if (piece !== undefined && piece.length > 0) hasText = true;
      }),
    ),
  });
  const open: OpenLogFile = (lines) =>
    Effect.gen(function* () {
      marked ??= yield* readMarked(api);
      const answer = yield* openNamedLog(api, label, { query, marked }, lines, fileTimes(api, lines, idleMs));
      // A task that runs may not have printed yet. Otherwise an empty response is one that could not find the log.
      return noting(hasText || status.last?.extent.type === "closed" ? notEmpty(answer, label) : answer);
    });
  const lost = Effect.suspend(() => {
    const nodeId = status.last?.row.nodeId ?? null;
    return nodeId === null ? Effect.undefined : lossOfNode(api, nodeId);
  });
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(status.read(), toTailJob);
  return {
    label,
    job,
    lost,
    ...onlyFile(
      label,
      ({ lastLines }) =>
        new TaskLogFile({
          label,
          seen: () => status.last,
          open: () => makeLogFile(open, fileTuning)({ lastLines }),
          lastLines: lastLines !== undefined,
        }),
    ),
  };
};
