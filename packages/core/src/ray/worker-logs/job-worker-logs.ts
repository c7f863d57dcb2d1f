// Longer than most files: one run of a tail owns the job, the search for logs, and the tails of all of them.
import * as Cause from "effect/Cause";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as FiberSet from "effect/FiberSet";
import * as Option from "effect/Option";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { isJobwireError, JobLost, type JobwireError, Timeout } from "../../errors.ts";
import { retrying } from "../../retry/retrying.ts";
import type { JobClient } from "../../surface/job-client.ts";
import type { TailJob } from "../../tail/backend.ts";
import { tailStream } from "../../tail/tail.ts";
import type { RayApi } from "../api.ts";
import type { RayJob } from "../job.ts";
import { toTailJob } from "../to-tail-job.ts";
import { WorkerFiles } from "./find-worker-files.ts";
import { nameLines } from "./named-lines.ts";
import { openWorkerFiles } from "./open-worker-files.ts";
import { Turn } from "./turn.ts";
import type { WorkerLogBatch, WorkerLogSource, WorkerLogsOptions } from "./types.ts";
import { makeWorkerFileBackend } from "./worker-file-tail.ts";
import type { NodeFile } from "./worker-file-name.ts";

/** The search for new logs is repeated after 2, 3, 4, … and at most after so many milliseconds. */
const searchMs = { first: 2_000, growth: 1.5, most: 15_000 };
const bufferedBatches = 16;

/** The job whose workers write the logs. */
export interface JobOfWorkers {
  readonly id: string;
  readonly api: RayApi;
  readonly client: JobClient;
  /** Reads the job now. */
  readonly get: Effect.Effect<RayJob, JobwireError>;
  /** Waits for the job's end, by the polls that all waits of the client share. */
  readonly wait: Effect.Effect<RayJob, JobwireError>;
}

/** One run of a tail of all workers of one job. */
class WorkersRun {
  readonly #of: JobOfWorkers;
  readonly #options: Omit<WorkerLogsOptions, "signal">;
  readonly #queue: Queue.Enqueue<WorkerLogBatch, JobwireError | Cause.Done>;
  readonly #label: string;
  readonly #open: ReturnType<typeof openWorkerFiles>;
  readonly #files: WorkerFiles;
  readonly #ended = Deferred.makeUnsafe<void, JobwireError>();
  /** Ray's own ids of the job's drivers. */
  readonly #jobIds = new Set<string>();
  #job: RayJob | undefined;
  #final = false;
  #searched = false;
  #failure: JobwireError | undefined;
  #logs = 0;
  #lines = 0;

  constructor(
    of: JobOfWorkers,
    options: Omit<WorkerLogsOptions, "signal">,
    queue: Queue.Enqueue<WorkerLogBatch, JobwireError | Cause.Done>,
  ) {
    this.#of = of;
    this.#options = options;
    this.#queue = queue;
    this.#label = `job ${of.id} at ${of.api.address}`;
    this.#open = openWorkerFiles(of.api);
    this.#files = new WorkerFiles(of.api, this.#label, this.#open, options.stream);
  }

  /** The job as it was last read. */
  get job(): RayJob | undefined {
    return this.#job;
  }

  /** Runs until the job has ended and each log was read to its end after that. */
  run(): Effect.Effect<void, JobwireError> {
    return Effect.scoped(
      Effect.gen({ self: this }, function* () {
        const tails = yield* FiberSet.make<void, JobwireError>();
        const follows = this.#options.follow !== false;
        yield* this.#read();
        if (follows) {
          yield* Effect.forkScoped(this.#waitForEnd());
          yield* this.#search(tails);
        }
        yield* this.#find(tails);
        yield* FiberSet.awaitEmpty(tails);
        if (follows) yield* this.#checkNodes();
        if (this.#failure !== undefined) return yield* Effect.fail(this.#failure);
        const { status = "", message = null } = this.#job ?? {};
        this.#report({ type: "ended", jobStatus: status, message, logs: this.#logs, lines: this.#lines });
      }),
    );
  }

  #retried<A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> {
    const { budget, retryForMs } = this.#of.client;
    return retrying({ budget, forMs: this.#options.retryForMs ?? retryForMs })(effect);
  }

  #read(): Effect.Effect<void, JobwireError> {
    return Effect.map(this.#retried(this.#of.get), (job) => this.#note(job));
  }

  #note(job: RayJob): void {
    this.#job = job;
    if (job.jobId !== null) this.#jobIds.add(job.jobId);
  }

  /** Waits for the job's end, or for the failure that ends this run. */
  #waitForEnd(): Effect.Effect<void> {
    return Effect.map(Effect.exit(this.#of.wait), (exit) => {
      if (Exit.isSuccess(exit)) {
        this.#note(exit.value);
        this.#final = true;
      }
      Deferred.doneUnsafe(this.#ended, Exit.asVoid(exit));
    });
  }

  /** Searches for new logs again and again, until the job has ended. A search is never cut short: it would lose what it found. */
  #search(tails: FiberSet.FiberSet<void, JobwireError>): Effect.Effect<void, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      for (let pauseMs = searchMs.first; ; ) {
        const found = yield* this.#find(tails);
        pauseMs = found > 0 ? searchMs.first : Math.min(searchMs.most, pauseMs * searchMs.growth);
        if (Option.isSome(yield* Effect.timeoutOption(Deferred.await(this.#ended), pauseMs))) return;
        // A job has no id of Ray's own before its command connects to Ray, and gets another when a second driver does.
        yield* this.#read();
      }
    });
  }

  /** Searches for new logs once, and starts a tail of each. */
  #find(tails: FiberSet.FiberSet<void, JobwireError>): Effect.Effect<number, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const isFirst = !this.#searched;
      const found = yield* this.#retried(this.#files.find(this.#jobIds));
      this.#searched = true;
      for (const file of found) {
        this.#logs += 1;
        const source = sourceOf(file);
        this.#report({ type: "found", source });
        yield* FiberSet.run(tails, this.#follow(file, source, isFirst ? this.#options.tail : undefined));
      }
      return found.length;
    });
  }

  #follow(file: NodeFile, source: WorkerLogSource, tail: number | undefined): Effect.Effect<void> {
    const { api, client } = this.#of;
    const { retryForMs, pollIntervalMs, idleMs, budget, redactor } = client;
    const backend = makeWorkerFileBackend(api, file, {
      jobLabel: this.#label,
      open: this.#open,
      turn: new Turn(this.#ended, () => this.#logs),
      job: () => this.#tailJob(),
    });
    const named = nameLines();
    const { follow, onStatus } = this.#options;
    const stream = tailStream(
      backend,
      {
        follow,
        tail,
        retryForMs: this.#options.retryForMs,
        ...(onStatus === undefined ? {} : { onStatus: (status) => this.#report({ type: "source", source, status }) }),
      },
      { retryForMs, pollIntervalMs, idleMs, budget, redactor },
    );
    return Stream.runForEach(stream, ({ lines, position }) =>
      Effect.forEach(
        named(lines),
        (some) => {
          this.#lines += some.lines.length;
          return Queue.offer(this.#queue, { ...source, ...some, position });
        },
        { discard: true },
      ),
    ).pipe(
      Effect.catch((error) =>
        Effect.sync(() => {
          this.#failure ??= error;
          this.#report({ type: "failed", source, error: error.shortMessage });
        }),
      ),
    );
  }

  #tailJob(): TailJob {
    const job = this.#job;
    if (job === undefined) return { status: "", terminal: false, message: null };
    return { ...toTailJob(job), terminal: this.#final };
  }

  /** A node that died may have had logs that the search never saw. */
  #checkNodes(): Effect.Effect<void, JobwireError> {
    return Effect.map(this.#retried(this.#files.lostNode()), (lost) => {
      if (lost === undefined) return;
      this.#failure ??= new JobLost({
        reason: "node-dead",
        jobStatus: this.#job?.status,
        jobId: this.#of.id,
        job: this.#job,
        message: `${this.#label} is ${this.#job?.status ?? "unknown"}, but its node ${lost} died: logs of workers there are no longer available. The lines of all other workers are complete.`,
      });
    });
  }

  #report(status: Parameters<NonNullable<WorkerLogsOptions["onStatus"]>>[0]): void {
    this.#options.onStatus?.(this.#of.client.redactor.data(status));
  }
}

const sourceOf = ({ nodeId, pid, workerId, stream }: NodeFile): WorkerLogSource => ({ nodeId, pid, workerId, stream });

/** Follows the logs of all workers of a job: lines in order within each log, and in no order between them. */
export const jobWorkerLogs = (
  of: JobOfWorkers,
  options: Omit<WorkerLogsOptions, "signal">,
): Stream.Stream<WorkerLogBatch, JobwireError> =>
  Stream.callback<WorkerLogBatch, JobwireError>(
    Effect.fnUntraced(function* (queue) {
      const { timeoutMs } = options;
      const run = new WorkersRun(of, options, queue);
      const whole = run.run();
      const timed =
        timeoutMs === undefined
          ? whole
          : Effect.timeoutOrElse(whole, {
              duration: timeoutMs,
              orElse: () =>
                Effect.fail(
                  new Timeout({
                    reason: "deadline",
                    jobId: of.id,
                    job: run.job,
                    elapsedMs: timeoutMs,
                    message: `The tail of the workers of job ${of.id} at ${of.api.address} did not end within ${timeoutMs} ms (timeoutMs). Start it again, or set a higher timeoutMs.`,
                  }),
                ),
            });
      const exit = yield* Effect.exit(timed);
      if (Exit.isSuccess(exit)) return yield* Queue.end(queue);
      const failure = exit.cause.reasons.find(Cause.isFailReason);
      return yield* failure !== undefined && isJobwireError(failure.error)
        ? Queue.fail(queue, of.client.redactor.error(failure.error))
        : Queue.failCause(queue, exit.cause as Cause.Cause<never>);
    }),
    { bufferSize: bufferedBatches, strategy: "suspend" },
  );
