import * as Effect from "effect/Effect";
import { type JobwireError, NotReady } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { RayApi } from "../api.ts";
import { listLogFiles } from "../log-names.ts";
import { actorTable } from "../state/actor-table.ts";
import { listRows } from "../state/list-rows.ts";
import { rowsById } from "../state/rows-by-id.ts";
import { maxRows, stateQuery } from "../state/state-query.ts";
import type { RayActor, RayWorker } from "../state/types.ts";
import { workerTable } from "../state/worker-table.ts";
import type { WorkerStream } from "./log-owner.ts";
import { parseWorkerFile } from "./worker-file-name.ts";

/** A worker process of an actor. */
export interface ActorWorker {
  readonly nodeId: string;
  readonly pid: number;
}

/** An actor as one read of it shows it. */
export interface SeenActor {
  readonly row: RayActor;
  /** The process whose log the tail reads: the first one that it saw. Undefined while the actor has none. */
  readonly worker: ActorWorker | undefined;
  /** Another process took over: the actor restarted. */
  readonly replaced: boolean;
  /** The process writes no more. */
  readonly settled: boolean;
}

/** Ray reports an actor DEAD before its process has ended, which may still print. In milliseconds. */
const exitMs = 5_000;

const workerOf = ({ nodeId, pid }: RayActor): ActorWorker | undefined =>
  nodeId === null || nodeId === "" || pid === null || pid === 0 ? undefined : { nodeId, pid };

/** Reads one actor for one tail, and stays with the first of its worker processes that it sees. */
export class ActorStatus {
  readonly #api: RayApi;
  readonly #id: string;
  #worker: ActorWorker | undefined;
  #deadSince: number | undefined;
  #exited = false;
  #filename: string | undefined;
  #last: SeenActor | undefined;

  constructor(api: RayApi, id: string) {
    this.#api = api;
    this.#id = id;
  }

  /** The actor as it was read last; undefined before the first read. */
  get last(): SeenActor | undefined {
    return this.#last;
  }

  /** Reads the actor now. */
  read(): Effect.Effect<SeenActor, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const [row] = yield* rowsById(this.#api, actorTable, this.#id);
      const now = workerOf(row);
      this.#worker ??= now;
      const worker = this.#worker;
      const replaced =
        worker !== undefined && now !== undefined && (now.pid !== worker.pid || now.nodeId !== worker.nodeId);
      const settled = replaced || (row.state === "DEAD" && (yield* this.#hasExited()));
      this.#last = { row, worker, replaced, settled };
      return this.#last;
    });
  }

  /** The name of the worker's log. Fails with `NotReady` while the actor has no worker, or the worker no log. */
  filename(label: string, stream: WorkerStream): Effect.Effect<string, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const worker = this.#worker;
      if (worker === undefined) {
        return yield* Effect.fail(new NotReady({ message: `${label} has no worker yet`, reason: "no-node" }));
      }
      if (this.#filename !== undefined) return this.#filename;
      const names = yield* listLogFiles(this.#api, worker.nodeId, `worker-*-${worker.pid}.${stream}`);
      const files = names.map(parseWorkerFile).filter((file) => file?.pid === worker.pid && file.stream === stream);
      const [file, ...more] = files;
      if (file === undefined) {
        return yield* Effect.fail(
          new NotReady({
            message: `${label}: its worker (pid ${worker.pid}) has no log file yet, or no longer`,
            reason: "no-file",
          }),
        );
      }
      // The system may use the number of a process again long after it ended.
      const latest = more.length === 0 ? undefined : yield* this.#latestWorker(worker);
      this.#filename = (files.find((one) => one?.workerId === latest?.workerId) ?? file).filename;
      return this.#filename;
    });
  }

  #hasExited(): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* monotonicMs;
      this.#deadSince ??= now;
      if (this.#exited || this.#worker === undefined || now - this.#deadSince >= exitMs) return true;
      const worker = yield* this.#latestWorker(this.#worker);
      this.#exited = worker !== undefined && !worker.isAlive;
      return this.#exited;
    });
  }

  #latestWorker({ nodeId, pid }: ActorWorker): Effect.Effect<RayWorker | undefined, JobwireError> {
    const filters = [
      { key: "node_id", value: nodeId },
      { key: "pid", value: pid },
    ];
    return Effect.map(
      listRows(this.#api, workerTable, stateQuery({ filters, detail: true, limit: maxRows })),
      ({ rows }) => rows.toSorted((a, b) => (b.startTimeMs ?? 0) - (a.startTimeMs ?? 0))[0],
    );
  }
}
