/** Compiled and never run: a reason outside the union of a tag is a type error. */
import { Effect } from "effect";
import {
  BadResponse,
  Forbidden,
  InvalidRequest,
  type JobwireError,
  type JobwireErrorReasons,
  JobStopped,
  NotFound,
  type NotFoundReason,
  Timeout,
} from "../../src/errors.ts";

const message = "x";

new InvalidRequest({ message, reason: "local" });
new NotFound({ message });
// @ts-expect-error A reason of another tag.
new InvalidRequest({ message, reason: "unknown-job" });
// @ts-expect-error A reason that nobody gives.
new NotFound({ message, reason: "unknown-jobs" });
// @ts-expect-error Any text.
new BadResponse({ message, reason: String(message) });
// @ts-expect-error This tag has no reasons.
new Forbidden({ message, reason: "server" });
// @ts-expect-error This tag has no reasons.
new JobStopped({ message, reason: "stopped" });
// @ts-expect-error Timeout has more details, and its reasons are as narrow.
new Timeout({ message, reason: "late", elapsedMs: 3 });

/** Compiles only when both types are the same. */
const same = <A, B>(are: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false): boolean =>
  are;
same<JobwireErrorReasons["NotFound"], NotFoundReason | undefined>(true);
same<JobwireErrorReasons["Forbidden"], undefined>(true);
// Every tag has a closed list: no reason of the table is any text.
same<string extends JobwireErrorReasons[keyof JobwireErrorReasons] ? true : false, false>(true);

declare const failed: Effect.Effect<never, JobwireError>;
Effect.catchTag(failed, "NotFound", (error) => {
  // @ts-expect-error No NotFound has this reason.
  if (error.reason === "lost") return Effect.void;
  return error.reason === "unknown-job" ? Effect.void : Effect.fail(error);
});

export const word = (error: JobwireError): string => {
  if (error._tag !== "LogReset") return error._tag;
  switch (error.reason) {
    case "different-bytes":
    case "different-lines":
    case "different-text":
    case "restarted":
      return error.reason;
    case undefined:
      return "";
  }
};
