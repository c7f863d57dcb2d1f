import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";
import type { JobwireError } from "../errors.ts";
import type { TailBatch } from "../tail/options.ts";
import type { JobTypes, Unsignalled } from "./job-types.ts";
import type { CallOptions, SubmitOptions } from "./options.ts";

/** The jobs of one system as Effects and Streams: the operations, options and errors of {@link Jobs}, without signals. */
export interface JobEffects<Types extends JobTypes> {
  /** Submits once: does not repeat a request that may have arrived. Returns the job's id. */
  readonly submit: (
    request: Types["request"],
    options?: Unsignalled<SubmitOptions>,
  ) => Effect.Effect<Types["id"], JobwireError>;
  /** Lists the jobs that the options select. */
  readonly list: (options?: Types["listOptions"]) => Effect.Effect<ReadonlyArray<Types["job"]>, JobwireError>;
  /** Reads a job as it is now. */
  readonly get: (id: Types["id"], options?: Types["getOptions"]) => Effect.Effect<Types["job"], JobwireError>;
  /** The whole log as one string. */
  readonly getLogs: (id: Types["id"], options?: Unsignalled<CallOptions>) => Effect.Effect<string, JobwireError>;
  /** The log to its proven end, in batches of lines with positions; an element is many lines. */
  readonly tailLogs: (id: Types["id"], options?: Types["tailOptions"]) => Stream.Stream<TailBatch, JobwireError>;
  /** Asks the job to stop; with `wait`, waits until it is terminal. */
  readonly stop: (id: Types["id"], options?: Types["stopOptions"]) => Effect.Effect<Types["stopped"], JobwireError>;
  /** Deletes the record of a terminal job. */
  readonly delete: (id: Types["id"], options?: Unsignalled<CallOptions>) => Effect.Effect<void, JobwireError>;
  /** The terminal job, whatever its status. Waits of one client share their polls. */
  readonly wait: (id: Types["id"], options?: Types["waitOptions"]) => Effect.Effect<Types["job"], JobwireError>;
  /** The terminal jobs in the order of the ids; the first failure ends all waits. */
  readonly waitAll: (
    ids: ReadonlyArray<Types["id"]>,
    options?: Types["waitOptions"],
  ) => Effect.Effect<ReadonlyArray<Types["job"]>, JobwireError>;
  /** The terminal job if it succeeded; fails with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (id: Types["id"], options?: Types["waitOptions"]) => Effect.Effect<Types["job"], JobwireError>;
  /** The JSON of a handle. */
  readonly handleJson: (id: Types["id"]) => Types["json"];
  /** The id in an id or in the JSON of a handle; fails with `InvalidRequest` for anything else. */
  readonly idOf: (idOrJson: Types["id"] | Types["json"]) => Effect.Effect<Types["id"], JobwireError>;
}
