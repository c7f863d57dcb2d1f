import { Effect } from "effect";
import { type JobwireError, StreamLimitExceeded } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { readPlainLog } from "./plain-log.ts";

/** UTF-16 units of a log that are taken into one string. */
const mostUnits = 256 * 1024 * 1024;

/**
 * `GET /api/jobs/{id}/logs`, once: the whole log as one string, with universal newlines; empty while the job has no node. Above
 * 268,435,456 characters `StreamLimitExceeded` (reason `bytes`); a log with a byte that is not UTF-8 is `ServerError` (reason
 * `undecodable`). Both are read well by a tail.
 */
export const getJobLogs = (api: RayApi, id: string): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const label = `log of job ${id} at ${api.address}`;
    const { times } = api.http;
    // The agent makes one JSON string of the whole file before the first byte (7.8 s for 297 MB).
    const log = yield* readPlainLog(api, label, id, { ...times, headMs: Math.max(times.headMs, 60_000) });
    const pieces: Array<string> = [];
    let units = 0;
    for (;;) {
      const piece = yield* log.pull;
      if (piece === undefined) return pieces.join("");
      units += piece.length;
      if (units > mostUnits) {
        return yield* Effect.fail(
          new StreamLimitExceeded({
            message: `${label}: longer than ${mostUnits} characters, too long for one string; use tailLogs`,
            reason: "bytes",
          }),
        );
      }
      pieces.push(piece);
    }
  }).pipe(Effect.scoped);
