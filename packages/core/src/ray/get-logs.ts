import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { wholeLog } from "../tail/whole-log.ts";
import type { RayApi } from "./api.ts";
import { readPlainLog } from "./plain-log.ts";

/**
 * `GET /api/jobs/{id}/logs`, once: the whole log as one string, with universal newlines; empty while the job has no node. Above
 * 268,435,456 characters `StreamLimitExceeded` (reason `bytes`); a log with a byte that is not UTF-8 is `ServerError` (reason
 * `undecodable`). Both are read well by a tail.
 */
export const getJobLogs = (api: RayApi, id: string): Effect.Effect<string, JobwireError> => {
  const label = `log of job ${id} at ${api.address}`;
  const { times } = api.http;
  // The agent makes one JSON string of the whole file before the first byte (7.8 s for 297 MB).
  const log = readPlainLog(api, label, id, { ...times, headMs: Math.max(times.headMs, 60_000), whole: true });
  return Effect.scoped(Effect.flatMap(log, (answer) => wholeLog(label, answer)));
};
