import { lastMeaningfulLine } from "../http/visible-text.ts";
import type { JobOutcome } from "../surface/job-outcome.ts";
import { outcomeOf } from "./status.ts";
import type { AgentJob } from "./types.ts";

/** How an agent's job ended; undefined while it may still change. */
export const agentOutcome = ({ status, message }: AgentJob): JobOutcome | undefined => {
  const type = outcomeOf(status);
  if (type === undefined) return undefined;
  return type === "failed" ? { type, why: lastMeaningfulLine(message ?? "") } : { type };
};
