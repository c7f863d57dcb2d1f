import type { TailPosition } from "../tail/position.ts";
import { isJobwireError } from "./is-jobwire-error.ts";

/** What `JSON.stringify` of a Jobwire error holds. A field without a value is absent. */
export interface JobwireErrorJson {
  readonly _tag: string;
  /** The message without the URL, which is in `docsUrl`. */
  readonly message: string;
  /** The page that explains the tag and its reasons. */
  readonly docsUrl: string;
  /** The Jobwire error that caused this one, in short. Other causes are left out: they may hold what a runtime put there. */
  readonly cause?: JobwireErrorJson;
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

type Field = Exclude<keyof JobwireErrorJson, "_tag" | "message" | "docsUrl" | "cause">;

/** In this order. Neither native causes, nor server texts, nor jobs: they may hold what a server or a runtime put there. */
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

type Described = {
  readonly _tag: string;
  readonly shortMessage: string;
  readonly docsUrl: string;
  readonly cause?: unknown;
} & { readonly [Name in Field]?: unknown };

/** The error as plain data, with the Jobwire errors that caused it, at most this deep. */
export const toErrorJson = (error: Described, depth = 4): JobwireErrorJson => {
  const known = fields
    .map((name) => [name, error[name]] as const)
    .filter(([, value]) => value !== undefined && value !== null);
  const { _tag, shortMessage, docsUrl, cause } = error;
  return {
    _tag,
    message: shortMessage,
    ...Object.fromEntries(known),
    docsUrl,
    ...(depth > 0 && isJobwireError(cause) ? { cause: toErrorJson(cause, depth - 1) } : {}),
  };
};
