import { InvalidRequest } from "../errors.ts";
import { isRecord } from "../is-record.ts";
import type { EventPosition } from "./types.ts";

/** Checks the start of a stream of events: a position, or a continuation token. Throws `InvalidRequest` (reason `local`). */
export const checkEventPosition = (from: unknown): EventPosition => {
  if (from === undefined) return { token: "", given: 0 };
  if (typeof from === "string") return { token: from, given: 0 };
  if (isRecord(from)) {
    const { token, given } = from;
    if (typeof token === "string" && typeof given === "number" && Number.isSafeInteger(given) && given >= 0) {
      return { token, given };
    }
  }
  throw new InvalidRequest({
    message: "from is not a continuation token or a position. Pass the position of an earlier page of events",
    reason: "local",
  });
};
