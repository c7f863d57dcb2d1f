import { InvalidRequest } from "../errors.ts";
import { checkAgentJobId } from "./names.ts";
import type { AgentJobHandleJson } from "./types.ts";

/** What a handle is as JSON. */
export const agentHandleJson = (jobId: string): AgentJobHandleJson => ({
  kind: "jobwire/agent-job",
  version: 1,
  jobId,
});

/** The id in an id or in what {@link agentHandleJson} gave; throws `InvalidRequest` (reason `local`, 400) for anything else. */
export const idOfAgentHandle = (idOrJson: string | AgentJobHandleJson): string => {
  if (typeof idOrJson === "string") return checkAgentJobId(idOrJson);
  const json = idOrJson as Partial<Record<keyof AgentJobHandleJson, unknown>> | null;
  if (typeof json === "object" && json !== null && json.kind === "jobwire/agent-job" && json.version === 1)
    return checkAgentJobId(json.jobId);
  throw new InvalidRequest({
    message: "this is neither a job's id nor the JSON of an agent job's handle of this version of Jobwire",
    reason: "local",
    statusCode: 400,
  });
};
