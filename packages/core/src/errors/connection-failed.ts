import type { FaultReason } from "../adapter.ts";
import { JobwireErrorBase } from "./jobwire-error-base.ts";

/** Why a connection failed: what the adapter reports. */
export type ConnectionFailedReason = FaultReason;

/** There was no connection, or it was lost and the retries ran out of time (`retryForMs`). */
export class ConnectionFailed extends JobwireErrorBase<ConnectionFailedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "ConnectionFailed";
  /** The tag that identifies this kind of error: `error._tag === "ConnectionFailed"`. */
  readonly _tag = "ConnectionFailed" as const;
}
