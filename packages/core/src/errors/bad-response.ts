import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The fault of the response.
 *
 * - `json`: the body is not JSON, or not text.
 * - `page`: it is a web page, so another kind of server responds there.
 * - `shape`: the JSON has another shape than documented.
 * - `status`: a status that the endpoint does not document.
 * - `redirect`: a redirect without a usable location.
 * - `encoding`: the body is compressed in a way that the client did not request, or it is damaged.
 * - `too-large`: it is over a memory bound.
 * - `partial`: a list lacks parts that belong to it.
 * - `incomplete`: Snowflake itself calls the result of a statement incomplete.
 * - `binary-frame`: a WebSocket sent binary data where only text is expected.
 * - `marker`: a piece of a log of Ray up to 2.44 begins with an unknown marker.
 * - `other-id`: Ray assigned the job another id than the one that was submitted.
 * - `events`: a reasoner returned too many pages of events in a row that lead nowhere.
 * - `unknown`: the response could not be read; see `cause`.
 */
export type BadResponseReason =
  | "json"
  | "page"
  | "shape"
  | "status"
  | "redirect"
  | "encoding"
  | "too-large"
  | "partial"
  | "incomplete"
  | "binary-frame"
  | "marker"
  | "other-id"
  | "events"
  | "unknown";

/** The response is unusable: not JSON, of the wrong shape, over a limit, or with an unexpected status. */
export class BadResponse extends JobwireErrorBase<BadResponseReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "BadResponse";
  /** The tag that identifies this kind of error: `error._tag === "BadResponse"`. */
  readonly _tag = "BadResponse" as const;
}
