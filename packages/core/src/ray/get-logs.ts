import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { mayPass } from "../retry/retry-policies.ts";
import { failWhenLost, isProvenEmpty, unprovenLog } from "../tail/lost-log.ts";
import { normaliseNewlines } from "../tail/text/newlines.ts";
import { wholeLog } from "../tail/text/whole-log.ts";
import type { RayApi } from "./api.ts";
import { getJob } from "./jobs.ts";
import { isTerminal } from "./job-status.ts";
import { headNodeId, rayLogEvidence } from "./log-evidence.ts";
import { logFileName, readLogFile } from "./log-file/open-log-file.ts";
import { readMarked } from "./log-file/read-marked.ts";
import { openUnlessLost, silentMs } from "./open-unless-lost.ts";
import { readPlainLog } from "./plain-log.ts";
import { toTailJob } from "./to-tail-job.ts";

/** The limit of reads of an empty log whose emptiness the server does not prove. */
const maxReads = 3;
const betweenReadsMs = 1_000;

/** The whole log file of a node as one string, with universal newlines. */
const fileText = (
  api: RayApi,
  label: string,
  { nodeId, submissionId }: { readonly nodeId: string; readonly submissionId: string },
): Effect.Effect<string, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const marked = yield* readMarked(api);
      const file = { nodeId, filename: logFileName(submissionId), marked };
      const { pull } = yield* readLogFile(api, label, file, -1, { ...api.http.times, whole: true });
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      const text = yield* wholeLog(label, {
        pull: Effect.map(pull, (bytes) => (bytes === undefined ? undefined : decoder.decode(bytes, { stream: true }))),
      });
      return normaliseNewlines(text + decoder.decode(), { pendingCr: false });
    }),
  );

/**
 * The log of a job that failed before it had a node: only Ray's own messages, in a file on the head that `/logs` never shows.
 * Empty when that file is not available.
 */
const logOnHead = (api: RayApi, label: string, submissionId: string): Effect.Effect<string, JobwireError> =>
  Effect.flatMap(headNodeId(api, label), (nodeId) => fileText(api, label, { nodeId, submissionId })).pipe(
    Effect.catch((error) => (mayPass("transient", error) ? Effect.fail(error) : Effect.succeed(""))),
  );

/** True for a failure of the job's node: Ray reports it as a 500, or waits for the node. */
const mayShowLoss = ({ _tag, reason }: JobwireError): boolean =>
  _tag === "Timeout" || (_tag === "ServerError" && reason !== "unavailable" && reason !== "undecodable");

/**
 * Reads the whole log as one string, with universal newlines: `GET /api/jobs/{id}/logs`. The text is empty while the job has no
 * node. Fails with `StreamLimitExceeded` (reason `bytes`) above 268,435,456 characters, and with `ServerError` (reason
 * `undecodable`) for a log with a byte that is not UTF-8; a tail reads both. It returns an empty text for a job that ran only
 * when the job's node proves it. Otherwise it fails with `JobLost` when the log is no longer available, and with `NotReady`
 * (reason `no-log`) when it does not exist yet.
 */
export const getJobLogs = (api: RayApi, id: string): Effect.Effect<string, JobwireError> => {
  const label = `log of job ${id} at ${api.address}`;
  const job = `job ${id} at ${api.address}`;
  const { times } = api.http;
  // The agent builds one JSON string of the whole file before it sends the first byte (7.8 s for 297 MB).
  const log = readPlainLog(api, label, id, { ...times, headMs: Math.max(times.headMs, 60_000), whole: true });
  const { emptyLog, lost } = rayLogEvidence(api, job, id, getJob(api, id));
  const opened = openUnlessLost(log, label, lost, silentMs.plain);
  const read = Effect.scoped(Effect.flatMap(opened, (response) => wholeLog(label, response)));
  /** The log by its file when it is above Ray's limit. Else fails with `JobLost` when the job's node is dead, or with this error. */
  const unread = (error: JobwireError): Effect.Effect<string, JobwireError> =>
    Effect.gen(function* () {
      if (error.reason === "truncated-log") return yield* byFile(error);
      if (!mayShowLoss(error)) return yield* Effect.fail(error);
      const known = yield* Effect.result(getJob(api, id));
      if (known._tag === "Success") yield* failWhenLost({ label: job, job: toTailJob(known.success) }, lost);
      return yield* Effect.fail(error);
    });
  /** Reads the file of a log above Ray's limit; fails with the limit's error where the file is not available. */
  const byFile = (limit: JobwireError): Effect.Effect<string, JobwireError> =>
    Effect.gen(function* () {
      const { driverNodeId: nodeId, submissionId } = yield* getJob(api, id);
      if (nodeId === null) return yield* Effect.fail(limit);
      return yield* Effect.catchIf(
        fileText(api, label, { nodeId, submissionId: submissionId ?? id }),
        (error) => error._tag !== "StreamLimitExceeded" && !mayPass("transient", error),
        () => Effect.fail(limit),
      );
    });
  return Effect.gen(function* () {
    for (let reads = 1; ; reads++) {
      const text = yield* Effect.catch(read, unread);
      if (text !== "") return text;
      const known = yield* getJob(api, id);
      if (known.driverNodeId === null && !isTerminal(known.status)) return "";
      if (known.driverNodeId === null) {
        const messages = yield* logOnHead(api, label, known.submissionId ?? id);
        if (messages !== "") return messages;
      }
      const of = { label: job, job: toTailJob(known) };
      if (yield* isProvenEmpty(of, emptyLog)) return "";
      if (reads >= maxReads) return yield* Effect.fail(unprovenLog(of));
      yield* Effect.sleep(betweenReadsMs);
    }
  });
};
