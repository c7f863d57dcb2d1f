import type { TailPosition } from "../tail/position.ts";

/** What `JSON.stringify` of a Jobwire error holds. A field without a value is absent. */
export interface JobwireErrorJson {
  /** The kind of error, such as `JobFailed`. */
  readonly _tag: string;
  /** What happened, to what, and what to do; redacted. */
  readonly message: string;
  /** The finer cause, in kebab-case. */
  readonly reason?: string;
  /** The HTTP status of the response, or the status that the agent's documentation assigns. */
  readonly statusCode?: number;
  /** On errors of a tail: where to continue. */
  readonly position?: TailPosition;
  /** The exit code of the job's entrypoint; negative for a signal. */
  readonly exitCode?: number;
  /** The id of the job. */
  readonly jobId?: string;
  /** The job's status as it was last read. */
  readonly jobStatus?: string;
  /** The server's code for the failure, such as `JOB_ENTRYPOINT_COMMAND_ERROR`. */
  readonly errorType?: string;
  /** Milliseconds that a wait or a tail took until it ended. */
  readonly elapsedMs?: number;
  /** Milliseconds that the server asked to wait (Retry-After). */
  readonly retryAfterMs?: number;
}

type Field = Exclude<keyof JobwireErrorJson, "_tag" | "message">;

/** In this order. Neither causes, nor server texts, nor jobs: they may hold what a server or a runtime put there. */
const fields: ReadonlyArray<Field> = [
  "reason",
  "statusCode",
  "position",
  "exitCode",
  "jobId",
  "jobStatus",
  "errorType",
  "elapsedMs",
  "retryAfterMs",
];

/** The error as plain data. */
export const toErrorJson = (
  error: { readonly _tag: string; readonly message: string } & { readonly [Name in Field]?: unknown },
): JobwireErrorJson => {
  const known = fields
    .map((name) => [name, error[name]] as const)
    .filter(([, value]) => value !== undefined && value !== null);
  return { _tag: error._tag, message: error.message, ...Object.fromEntries(known) };
};
