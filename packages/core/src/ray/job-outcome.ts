import { lastMeaningfulLine, lastText } from "../http/visible-text.ts";
import type { JobOutcome } from "../surface/job-outcome.ts";
import { isTerminal } from "./job-status.ts";
import type { RayJob } from "./job.ts";

/** How a Ray job ended; undefined while it may still change. */
export const rayOutcome = ({ status, errorType, driverExitCode, message }: RayJob): JobOutcome | undefined => {
  if (!isTerminal(status)) return undefined;
  if (status === "SUCCEEDED") return { type: "succeeded" };
  if (status === "STOPPED") return { type: "stopped" };
  return {
    type: "failed",
    why: lastMeaningfulLine(message ?? ""),
    errorType,
    exitCode: driverExitCode,
    // It ends with the last lines of the log.
    serverText: message === null ? undefined : lastText(message),
  };
};
