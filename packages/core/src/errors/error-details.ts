import type { TailPosition } from "../tail/position.ts";

/** What every Jobwire error can carry. `Reason` is the union of the reasons of one tag. */
export interface ErrorDetails<Reason extends string = string> {
  /** What happened, to what, and what to do; one line, no credential. */
  readonly message: string;
  /** The finer cause, in kebab-case; stable within a major version. */
  readonly reason?: Reason | undefined;
  /** The HTTP status of the response, or the status that the agent's documentation assigns. */
  readonly statusCode?: number | undefined;
  /** The error or value that caused this one. Never part of the JSON. */
  readonly cause?: unknown;
  /** On errors of a tail: the tail yielded everything before this position and nothing after it. Pass it to `from` to resume. */
  readonly position?: TailPosition | undefined;
  /** The server's own text (at most 64 KiB); the message shows only its last meaningful line. */
  readonly serverText?: string | undefined;
  /** Milliseconds that the server asked to wait (Retry-After), between 0 and an hour; retries honour it. */
  readonly retryAfterMs?: number | undefined;
}
