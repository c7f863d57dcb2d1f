import type { TailPosition } from "../tail/position.ts";

/** What `JSON.stringify` of a Jobwire error holds. A field without a value is absent. */
export interface JobwireErrorJson {
  readonly _tag: string;
  readonly message: string;
  readonly reason?: string;
  readonly statusCode?: number;
  readonly position?: TailPosition;
  /** The exit code of the job's entrypoint; negative for a signal. */
  readonly exitCode?: number;
  readonly jobId?: string;
  readonly jobStatus?: string;
  /** The server's code for the failure, such as `JOB_ENTRYPOINT_COMMAND_ERROR`. */
  readonly errorType?: string;
  readonly elapsedMs?: number;
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
