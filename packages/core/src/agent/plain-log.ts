import { Effect, type Scope } from "effect";
import type { JobwireError } from "../errors.ts";
import { decodedText } from "../http/decoded-text.ts";
import type { StreamTimes } from "../http/http.ts";
import type { PlainAnswer } from "../tail/backend.ts";
import { wholeLog } from "../tail/whole-log.ts";
import type { AgentApi } from "./api.ts";
import { makeLogText } from "./log-text.ts";

/** `GET jobs/{id}/logs/`, read piece by piece: the log as it is now, newlines as they are. 204 is an empty log. */
export const readAgentLog = (
  api: AgentApi,
  id: string,
  times: StreamTimes = api.http.times,
): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> =>
  Effect.map(api.http.stream(`/jobs/${encodeURIComponent(id)}/logs/`, times), (answer) => ({
    pull: decodedText(answer, `log of job ${id} at ${api.address}`, makeLogText(answer.headers["content-type"])),
  }));

/** The same as one string; above 268,435,456 characters `StreamLimitExceeded` (reason `bytes`), which a tail reads well. */
export const getAgentLogs = (api: AgentApi, id: string): Effect.Effect<string, JobwireError> =>
  Effect.scoped(
    Effect.flatMap(readAgentLog(api, id, { ...api.http.times, whole: true }), (log) =>
      wholeLog(`log of job ${id} at ${api.address}`, log),
    ),
  );
