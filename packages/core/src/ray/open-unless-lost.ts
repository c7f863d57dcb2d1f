import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type JobwireError, Timeout } from "../errors.ts";
import type { LogLoss } from "../tail/backend.ts";
import { checkLoss } from "../tail/lost-log.ts";

/** A source whose response has not begun after this time is silent, in milliseconds. */
export const silentMs = { file: 4_000, plain: 8_000 } as const;
/** Milliseconds between two checks beside a silent source. */
const betweenChecksMs = 5_000;

/**
 * Opens a source of a log, and checks beside it whether the log is lost while no response begins. Ray's dashboard waits for the job's
 * node: for up to 300 s (its HTTP client's own limit) when the machine is gone and refuses nothing. Leaves the source with `Timeout`
 * (reason `connect`) when the log seems lost; the reader confirms that. A healthy source costs no request.
 */
export const openUnlessLost = <A>(
  opening: Effect.Effect<A, JobwireError, Scope.Scope>,
  label: string,
  lost: Effect.Effect<LogLoss | undefined, JobwireError>,
  afterMs: number,
): Effect.Effect<A, JobwireError, Scope.Scope> => {
  const watching = Effect.gen(function* () {
    yield* Effect.sleep(afterMs);
    for (;;) {
      const loss = yield* checkLoss(lost);
      if (loss !== undefined) {
        return yield* Effect.fail(
          new Timeout({ reason: "connect", message: `${label} did not begin within ${afterMs} ms, and ${loss.why}.` }),
        );
      }
      yield* Effect.sleep(betweenChecksMs);
    }
  });
  return Effect.raceFirst(opening, watching);
};
