import type { TailPosition } from "../tail/position.ts";
import { brand } from "./brand.ts";
import { docsUrlOf } from "./docs-url.ts";
import type { ErrorDetails } from "./error-details.ts";
import type { JobwireErrorJson } from "./error-json.ts";
import { toErrorJson } from "./error-json.ts";
import { defineHidden } from "./hidden-property.ts";

/**
 * The base of all Jobwire errors. Test with `isJobwireError`, not with `instanceof`, since a program may load two copies of the
 * package. A property that has no value is absent, so that `inspect` prints only what is known.
 */
export abstract class JobwireErrorBase<Reason extends string = string> extends Error {
  /** The kind of error, such as `JobFailed`; it is also the name of the class. */
  abstract readonly _tag: string;
  /** The message without the URL of its docs, which is the last sentence of the message of an error that a client failed with. */
  declare readonly shortMessage: string;
  /** The finer cause, in kebab-case. */
  declare readonly reason: Reason | undefined;
  /** The HTTP status of the response, or the status that the agent's documentation assigns. */
  declare readonly statusCode: number | undefined;
  /** On errors of a tail: the tail yielded everything before this position and nothing after it. Pass it to `from` to resume. */
  declare position: TailPosition | undefined;
  /** The server's own text (at most 64 KiB). `inspect` and JSON leave it out. */
  declare readonly serverText: string | undefined;
  /** Milliseconds that the server asked to wait (Retry-After). */
  declare readonly retryAfterMs: number | undefined;

  /** A detail without a value leaves its property absent. */
  constructor(details: ErrorDetails<Reason>) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    const { reason, statusCode, position, retryAfterMs, serverText } = details;
    for (const [name, value] of Object.entries({ reason, statusCode, position, retryAfterMs })) {
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
    defineHidden(this, "shortMessage", details.message);
    if (serverText !== undefined) defineHidden(this, "serverText", serverText);
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for every Jobwire error. */
  get isJobwireError(): true {
    return true;
  }

  /** The URL of the page that explains the tag and each of its reasons. */
  get docsUrl(): string {
    return docsUrlOf(this._tag);
  }

  /**
   * Plain data for logs and other programs: every field of the error that has a value, and the Jobwire errors that caused it. It has
   * no native cause, no server text and no job, since these may hold what a server or a runtime put there.
   */
  toJSON(): JobwireErrorJson {
    return toErrorJson(this);
  }
}
