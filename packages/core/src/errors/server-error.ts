import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * How the server failed.
 *
 * - `failed`: Ray reports why, in `serverText`.
 * - `internal`: a 500 without a reason.
 * - `not-implemented`: 501.
 * - `unavailable`: 502, 503, 504 or another 5xx.
 * - `request-timeout`: 408: the server waited too long for the request.
 * - `gpu-unavailable`: the agent has no free GPU.
 * - `error-event`: the agent reported an error in the middle of a live log.
 * - `undecodable`: the log holds a byte that is not UTF-8, which Ray's plain log endpoint cannot return; a tail can.
 * - `no-agent`: Ray has no agent for the node; the node may have died.
 * - `never-started`: Ray lists the submitted job, but nothing will start it.
 * - `empty-log-file`: the response with the log file was empty, which is also Ray's response when it cannot find the file.
 * - `short-log`: the plain log is shorter than it was.
 * - `truncated-log`: the plain log is above Ray's limit for one response, which has only the end of it.
 */
export type ServerErrorReason =
  | "failed"
  | "internal"
  | "not-implemented"
  | "unavailable"
  | "request-timeout"
  | "gpu-unavailable"
  | "error-event"
  | "undecodable"
  | "no-agent"
  | "never-started"
  | "empty-log-file"
  | "short-log"
  | "truncated-log";

/** The server failed (5xx). */
export class ServerError extends JobwireErrorBase<ServerErrorReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "ServerError";
  /** The tag that identifies this kind of error: `error._tag === "ServerError"`. */
  readonly _tag = "ServerError" as const;
}
