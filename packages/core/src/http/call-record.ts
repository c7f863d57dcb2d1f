import * as Context from "effect/Context";
import type { CallResponse } from "./call-response.ts";

/** What the requests of one call have done so far. */
export class CallRecord {
  /** Requests sent. */
  requests = 0;
  /** The last response; undefined before the first. */
  response: Pick<CallResponse, "status" | "headers" | "url"> | undefined;
}

/** The record of the current call; undefined when nobody wants one. */
export const callRecord: Context.Reference<CallRecord | undefined> = Context.Reference<CallRecord | undefined>(
  "@jobwire/core/callRecord",
  { defaultValue: () => undefined },
);
