import type { TailStatus } from "../../tail/options.ts";
import type { TailPosition } from "../../tail/position.ts";

/** A log of one worker process. */
export interface WorkerLogSource {
  /** The node on which the worker runs. */
  readonly nodeId: string;
  /** The worker's process id. */
  readonly pid: number;
  /** The worker's id, as in the state API. */
  readonly workerId: string;
  /** The standard output (`out`) or the standard error (`err`). */
  readonly stream: "out" | "err";
}

/** One line of a worker. */
export interface WorkerLogLine extends WorkerLogSource {
  /** The task's function or the actor's class that wrote it, as Ray names it in the log; null before the first one. */
  readonly name: string | null;
  /** The line without its end. */
  readonly line: string;
}

/** Lines of one worker that arrived together, in order. */
export interface WorkerLogBatch extends WorkerLogSource {
  /** As in {@link WorkerLogLine}. */
  readonly name: string | null;
  /** The lines without their ends. */
  readonly lines: ReadonlyArray<string>;
  /** The position in this one log after the lines that arrived with these. */
  readonly position: TailPosition;
}

/** A report of what a tail of all workers does besides yielding lines. */
export type WorkerLogStatus =
  /** A log was found. */
  | {
      readonly type: "found";
      /** The log. */
      readonly source: WorkerLogSource;
    }
  /** The tail of one log reports this. */
  | {
      readonly type: "source";
      /** The log. */
      readonly source: WorkerLogSource;
      /** The report of the log's own tail. */
      readonly status: TailStatus;
    }
  /** The tail of one log failed. The others continue, and then the whole tail fails with this error. */
  | {
      readonly type: "failed";
      /** The log. */
      readonly source: WorkerLogSource;
      /** The message of the failure, redacted. */
      readonly error: string;
    }
  /** The end is proven, and no line follows. `message` is Ray's own sentence about the job. */
  | {
      readonly type: "ended";
      /** The job's status as Ray reports it. */
      readonly jobStatus: string;
      /** Ray's own sentence about the job; null when it has none. */
      readonly message: string | null;
      /** How many logs the tail read. */
      readonly logs: number;
      /** How many lines the tail yielded. */
      readonly lines: number;
    };

/** Options of a tail of all workers of a job. */
export interface WorkerLogsOptions {
  /** Ends the tail with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Follow the logs until the job has ended. Default true; false reads them as they are now. */
  readonly follow?: boolean | undefined;
  /** Only the last N lines of each log that exists when the tail begins. Default: all. */
  readonly tail?: number | undefined;
  /** Only this output of each worker. Default: both. */
  readonly stream?: "out" | "err" | undefined;
  /** The deadline of the tail, in milliseconds; then it fails with `Timeout` (reason `deadline`). Default none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for which transient failures are retried. Default the client's. */
  readonly retryForMs?: number | undefined;
  /** Called when something happens besides lines. */
  readonly onStatus?: ((status: WorkerLogStatus) => void) | undefined;
}

/** The logs of all workers of a job. Each iteration is a separate tail, from the same start. */
export interface WorkerLogTail extends AsyncIterable<WorkerLogLine> {
  /** The same lines in batches: many times cheaper than single lines. */
  readonly batches: () => AsyncIterable<WorkerLogBatch>;
}
