import { InvalidRequest } from "../errors.ts";
import { isRow } from "./job-row.ts";
import type { EventPosition } from "./types.ts";

/** Where a stream of events begins: a position, or a continuation token. Throws `InvalidRequest` (reason `local`). */
export const checkEventPosition = (from: unknown): EventPosition => {
  if (from === undefined) return { token: "", given: 0 };
  if (typeof from === "string") return { token: from, given: 0 };
  if (isRow(from)) {
    const { token, given } = from;
    if (typeof token === "string" && typeof given === "number" && Number.isSafeInteger(given) && given >= 0) {
      return { token, given };
    }
  }
  throw new InvalidRequest({
    message: "from must be a continuation token, or the position of an earlier page of events",
    reason: "local",
  });
};
