import type { TailPosition } from "../tail/position.ts";
import { hasBrand } from "./brand.ts";

/** What `JSON.stringify` of a Jobwire error holds. A field without a value is absent. */
export interface JobwireErrorJson {
  /** The kind of error, such as `JobFailed`. */
  readonly _tag: string;
  /** What happened, to what, and what to do; redacted, and without the URL, which is in `docsUrl`. */
  readonly message: string;
  /** The page that explains the tag and its reasons. */
  readonly docsUrl: string;
  /** The Jobwire error that caused this one, in short. Other causes are left out: they may hold what a runtime put there. */
  readonly cause?: JobwireErrorJson;
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
    ...(depth > 0 && hasBrand(cause) ? { cause: toErrorJson(cause as Described, depth - 1) } : {}),
  };
};
