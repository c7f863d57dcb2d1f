import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { mayPass } from "../retry/retry-policies.ts";
import { isProvenEmpty, unprovenLog } from "../tail/lost-log.ts";
import { normaliseNewlines } from "../tail/newlines.ts";
import { wholeLog } from "../tail/whole-log.ts";
import type { RayApi } from "./api.ts";
import { getJob } from "./jobs.ts";
import { isTerminal } from "./job-status.ts";
import { headNodeId, rayLogEvidence } from "./log-evidence.ts";
import { logFileName, readLogFile } from "./log-file.ts";
import { isMarked } from "./marker-bytes.ts";
import { readPlainLog } from "./plain-log.ts";
import { toTailJob } from "./to-tail-job.ts";
import { getVersion } from "./cluster/version.ts";

/** The most reads of an empty log that the server does not prove to be empty. */
const mostReads = 3;
const betweenReadsMs = 1_000;

/**
 * The log of a job that failed before it had a node: only Ray's own messages, in a file on the head, which `/logs` never shows. Empty
 * where that file is not available.
 */
const logOnHead = (api: RayApi, label: string, submissionId: string): Effect.Effect<string, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const nodeId = yield* headNodeId(api, label);
      const marked = isMarked((yield* getVersion(api)).rayVersion);
      const file = { nodeId, filename: logFileName(submissionId), marked };
      const { pull } = yield* readLogFile(api, label, file, -1, api.http.times);
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      const text = yield* wholeLog(label, {
        pull: Effect.map(pull, (bytes) => (bytes === undefined ? undefined : decoder.decode(bytes, { stream: true }))),
      });
      return normaliseNewlines(text + decoder.decode(), { pendingCr: false });
    }),
  ).pipe(Effect.catch((error) => (mayPass("transient", error) ? Effect.fail(error) : Effect.succeed(""))));

/**
 * `GET /api/jobs/{id}/logs`: the whole log as one string, with universal newlines; empty while the job has no node. Above
 * 268,435,456 characters `StreamLimitExceeded` (reason `bytes`); a log with a byte that is not UTF-8 is `ServerError` (reason
 * `undecodable`). Both are read well by a tail. It returns an empty text for a job that ran only when the job's node
 * proves it: otherwise `JobLost` when the log is no longer available, `NotReady` (reason `no-log`) when it is not there yet.
 */
export const getJobLogs = (api: RayApi, id: string): Effect.Effect<string, JobwireError> => {
  const label = `log of job ${id} at ${api.address}`;
  const job = `job ${id} at ${api.address}`;
  const { times } = api.http;
  // The agent makes one JSON string of the whole file before the first byte (7.8 s for 297 MB).
  const log = readPlainLog(api, label, id, { ...times, headMs: Math.max(times.headMs, 60_000), whole: true });
  const read = Effect.scoped(Effect.flatMap(log, (answer) => wholeLog(label, answer)));
  const { emptyLog } = rayLogEvidence(api, job, id, getJob(api, id));
  return Effect.gen(function* () {
    for (let reads = 1; ; reads++) {
      const text = yield* read;
      if (text !== "") return text;
      const known = yield* getJob(api, id);
      if (known.driverNodeId === null && !isTerminal(known.status)) return "";
      if (known.driverNodeId === null) {
        const messages = yield* logOnHead(api, label, known.submissionId ?? id);
        if (messages !== "") return messages;
      }
      const of = { label: job, job: toTailJob(known) };
      if (yield* isProvenEmpty(of, emptyLog)) return "";
      if (reads >= mostReads) return yield* Effect.fail(unprovenLog(of));
      yield* Effect.sleep(betweenReadsMs);
    }
  });
};
