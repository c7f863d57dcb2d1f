import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The part that is not ready.
 *
 * - `no-node`: the job has no node yet, or the cluster no head node.
 * - `no-file`: there is no log file, or no longer.
 * - `no-log`: the log response is empty, and nothing proves that the log is empty.
 * - `no-socket`: the runtime has no WebSocket.
 * - `not-ready`: the reasoner does not take jobs yet.
 * - `app-not-started`: the RelationalAI application's service is not started.
 * - `stale-endpoint`: the Direct Access service moved; its endpoint must be found again.
 * - `statement-running`: the SQL statement still runs.
 */
export type NotReadyReason =
  | "no-node"
  | "no-file"
  | "no-log"
  | "no-socket"
  | "not-ready"
  | "app-not-started"
  | "stale-endpoint"
  | "statement-running";

/** The thing exists but cannot serve yet. */
export class NotReady extends JobwireErrorBase<NotReadyReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "NotReady";
  /** The tag that identifies this kind of error: `error._tag === "NotReady"`. */
  readonly _tag = "NotReady" as const;
}
