import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { TailBackend, TailJob } from "../tail/backend.ts";
import type { AgentApi } from "./api.ts";
import { getAgentJob } from "./jobs.ts";
import { agentSocket, agentStream } from "./live-sources.ts";
import { agentLogEvidence } from "./log-evidence.ts";
import { readAgentLog } from "./plain-log.ts";
import { whyPending } from "./status.ts";
import { toTailJob } from "./to-tail-job.ts";

/** The agent's last word on a tail: another transport would only send the token once more, or hide the error. */
const refuses = (error: JobwireError): boolean =>
  error._tag === "Unauthorized" ||
  error._tag === "Forbidden" ||
  error._tag === "NotFound" ||
  (error._tag === "RedirectRefused" && error.reason === "cross-origin") ||
  (error._tag === "ServerError" && error.reason === "error-event");

/** The agent's sources of one job's log: two live ones, whose position in the log is not known, and the plain log, which judges. */
export const makeAgentTailBackend = (api: AgentApi, id: string): TailBackend => {
  const { http } = api;
  const label = `job ${id} at ${api.address}`;
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(getAgentJob(api, id), (read) => {
    const pending = whyPending(read);
    return { ...toTailJob(label, read), ...(pending === undefined ? {} : { whyPending: Effect.succeed(pending) }) };
  });
  const hasSocket =
    http.adapter.openSocket !== undefined && (http.adapter.runtime.capabilities.handshakeHeaders || !http.credentials);
  return {
    label,
    job,
    ...(hasSocket ? { socket: agentSocket(api, id) } : {}),
    stream: agentStream(api, id),
    replay: "unknown",
    waitingUnits: http.buffers.textUnits,
    limited: http.limited,
    plain: readAgentLog(api, id),
    refuses,
    ...agentLogEvidence(api, id),
  };
};
