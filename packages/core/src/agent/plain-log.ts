import * as Effect from "effect/Effect";
import * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import { decodedText } from "../http/decoded-text.ts";
import type { HttpStream, StreamTimes } from "../http/http.ts";
import { refusePage } from "../http/refuse-page.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { PlainAnswer } from "../tail/backend.ts";
import { failWhenLost } from "../tail/lost-log.ts";
import { wholeLog } from "../tail/text/whole-log.ts";
import type { AgentApi } from "./api.ts";
import { getAgentJob } from "./jobs.ts";
import { agentLogEvidence } from "./log-evidence.ts";
import { makeLogText } from "./log-text.ts";
import { toTailJob } from "./to-tail-job.ts";

/** Whether the response itself shows that its body is empty. */
const announcesEmpty = ({ headers }: HttpStream): boolean => headers["content-length"] === "0";

/**
 * Reads the current log piece by piece, with its newlines unchanged: `GET jobs/{id}/logs/`. A body that is empty without a length
 * counts when a second one is empty too: Chromium reports a response that ended within its headers as one (the contract's cases
 * `cut-head-…`).
 */
export const readAgentLog = (
  api: AgentApi,
  id: string,
  times: StreamTimes = api.http.times,
): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> => {
  const label = `log of job ${id} at ${api.address}`;
  const open = api.http.stream(`/jobs/${encodeURIComponent(id)}/logs/`, times);
  const textOf = (response: HttpStream): PlainAnswer["pull"] =>
    decodedText(refusePage(response, label), label, makeLogText(response.headers["content-type"]));
  return Effect.gen(function* () {
    const scope = yield* Effect.scope;
    const first = yield* open;
    let pull = textOf(first);
    let proven = announcesEmpty(first);
    const openAgain = Effect.flatMap(Scope.provide(open, scope), (second) => (pull = textOf(second)));
    const next: PlainAnswer["pull"] = Effect.suspend(() =>
      proven
        ? pull
        : Effect.flatMap(pull, (piece) => {
            if (piece === "") return Effect.succeed(piece);
            proven = true;
            return piece === undefined ? openAgain : Effect.succeed(piece);
          }),
    );
    return { pull: next };
  });
};

/**
 * The same as one string. Fails with `StreamLimitExceeded` (reason `bytes`) above 268,435,456 characters, which a tail can
 * read. An empty log is `JobLost` when the agent reports that the job's node is dead.
 */
export const getAgentLogs = (api: AgentApi, id: string): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const label = `job ${id} at ${api.address}`;
    const log = yield* Effect.scoped(
      Effect.flatMap(readAgentLog(api, id, { ...api.http.times, whole: true }), (response) =>
        wholeLog(`log of ${label}`, response),
      ),
    );
    if (log !== "") return log;
    const job = yield* Effect.result(getAgentJob(api, id));
    if (job._tag === "Success") {
      const { lost } = agentLogEvidence(api, id);
      yield* failWhenLost({ label, job: toTailJob(label, job.success) }, lost);
    } else if (mayPass("transient", job.failure)) return yield* Effect.fail(job.failure);
    return log;
  });
