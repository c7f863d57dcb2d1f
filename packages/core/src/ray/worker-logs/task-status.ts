import * as Effect from "effect/Effect";
import { BadResponse, InvalidRequest, type JobwireError, NotFound } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { RayApi } from "../api.ts";
import { listRows } from "../state/list-rows.ts";
import { maxRows, stateQuery } from "../state/state-query.ts";
import { taskTable } from "../state/task-table.ts";
import type { RayTask } from "../state/types.ts";
import { workerTable } from "../state/worker-table.ts";
import { ownerLabel, type WorkerStream } from "./log-owner.ts";
import { isTaskEnded, type TaskExtent, taskExtent } from "./task-extent.ts";

/** An attempt of a task, in Ray's spelling. */
export interface TaskOwner {
  readonly task_id: string;
  readonly attempt_number: number;
}

/** An attempt as one read of it shows it. */
export interface SeenTask {
  readonly row: RayTask;
  readonly extent: TaskExtent;
  /** The attempt ended, and neither it nor the record of its output changes any more. */
  readonly settled: boolean;
}

/**
 * The caller of a task reports its end, and its worker where its output ends, each about once a second. A worker that died cannot
 * report any more, so the client waits less long for it. In milliseconds.
 */
const recordMs = { worker: 15_000, deadWorker: 3_000 };
/** Ray lists a new task about a second late (seen on 2.46), so a tail asks again for a task that it never saw. In milliseconds. */
const appearance = { everyMs: 500, tailMs: 3_000 };

/** Reads one attempt for one tail: the tasks with its id, and its worker while the record of its output is missing. */
export class TaskStatus {
  readonly #api: RayApi;
  readonly #owner: TaskOwner;
  readonly #stream: WorkerStream;
  readonly #label: string;
  /** Since when a record is missing that is due. */
  #missingSince: number | undefined;
  #last: SeenTask | undefined;
  /** How long a task that was never seen may still appear, in milliseconds. */
  #appearsInMs: number;

  constructor(api: RayApi, owner: TaskOwner, stream: WorkerStream, reader: "tail" | "call") {
    this.#api = api;
    this.#appearsInMs = reader === "tail" ? appearance.tailMs : 0;
    this.#owner = owner;
    this.#stream = stream;
    this.#label = ownerLabel(api, owner);
  }

  /** The attempt as it was read last; undefined before the first read. */
  get last(): SeenTask | undefined {
    return this.#last;
  }

  /** Reads the attempt now. */
  read(): Effect.Effect<SeenTask, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const row = yield* this.#appeared();
      const missingMs = yield* this.#missingMs(row);
      this.#last = yield* this.#judge(row, taskExtent(row, this.#stream), missingMs);
      return this.#last;
    });
  }

  #appeared(): Effect.Effect<RayTask, JobwireError> {
    return Effect.catchIf(
      this.#row(),
      ({ reason }) => reason === "unknown-task" && this.#last === undefined && this.#appearsInMs > 0,
      () => {
        this.#appearsInMs -= appearance.everyMs;
        return Effect.andThen(
          Effect.sleep(appearance.everyMs),
          Effect.suspend(() => this.#appeared()),
        );
      },
    );
  }

  #row(): Effect.Effect<RayTask, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const { task_id: id, attempt_number: attempt } = this.#owner;
      const filters = [{ key: "task_id", value: id }];
      const query = stateQuery({ limit: maxRows, detail: true, excludeDriver: false, filters });
      const { rows, complete } = yield* listRows(this.#api, taskTable, query);
      const row = rows.find(({ attemptNumber }) => attemptNumber === attempt);
      if (row !== undefined) return row;
      if (!complete) {
        return yield* Effect.fail(
          new BadResponse({ message: `${this.#label}: the list of tasks is partial. Try again`, reason: "partial" }),
        );
      }
      const known = rows.map(({ attemptNumber }) => attemptNumber).toSorted((a, b) => a - b);
      return yield* Effect.fail(
        known.length === 0
          ? new NotFound({
              message: `${this.#label} was not found. It may never have existed, or Ray has forgotten it. Check the id`,
              reason: "unknown-task",
            })
          : new NotFound({
              message: `${this.#label} was not found. Ray knows these attempts of the task: ${known.slice(0, 20).join(", ")}. Choose one of them`,
              reason: "unknown-log",
            }),
      );
    });
  }

  /** How long a record has been missing, in milliseconds. */
  #missingMs(row: RayTask): Effect.Effect<number> {
    return Effect.map(monotonicMs, (now) => {
      const { type } = taskExtent(row, this.#stream);
      const due = isTaskEnded(row.state) ? type !== "closed" : row.state === "RUNNING" && type === "waiting";
      if (!due) this.#missingSince = undefined;
      else this.#missingSince ??= now;
      return now - (this.#missingSince ?? now);
    });
  }

  #judge(row: RayTask, extent: TaskExtent, missingMs: number): Effect.Effect<SeenTask, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const ended = isTaskEnded(row.state);
      const seen = (settled: boolean): SeenTask => ({ row, extent, settled });
      const unrecorded = extent.type === "waiting" || extent.type === "unrecorded";
      if (unrecorded && row.actorId !== null && missingMs >= recordMs.deadWorker) {
        return yield* Effect.fail(
          new InvalidRequest({
            message: `${this.#label} is a call of actor ${excerpt(row.actorId, 80)}, and Ray does not record which lines of an actor's log belong to which call. Read the actor's log`,
            reason: "server",
          }),
        );
      }
      if (!ended) return seen(false);
      if (extent.type === "closed") return seen(true);
      if (missingMs < recordMs.deadWorker) return seen(false);
      if (!(yield* this.#workerLives(row))) return seen(true);
      if (missingMs < recordMs.worker) return seen(false);
      return { row, extent: { type: "unrecorded" }, settled: true };
    });
  }

  /** Whether the attempt's worker may still run, and with it another task. */
  #workerLives({ workerId }: RayTask): Effect.Effect<boolean, JobwireError> {
    if (workerId === null) return Effect.succeed(false);
    const query = stateQuery({ filters: [{ key: "worker_id", value: workerId }], limit: maxRows });
    return Effect.map(listRows(this.#api, workerTable, query), ({ rows, complete }) => {
      const worker = rows.find((row) => row.workerId === workerId);
      // Ray forgets dead workers after a while.
      return worker === undefined ? !complete : worker.isAlive;
    });
  }
}
