import type { Outcome } from "../api/types.ts";

const ends: Readonly<Record<Outcome["type"], string>> = {
  succeeded: "The job succeeded",
  failed: "The job failed",
  stopped: "The job was stopped",
};

/** How a job ended, in one line: `The job failed: exit code 1`. */
export const endText = ({ type, exitCode, errorType, reason }: Outcome): string => {
  const facts = [
    exitCode === undefined || exitCode === null ? undefined : `exit code ${exitCode}`,
    errorType ?? undefined,
    reason === undefined || reason === "failed" ? undefined : reason,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? ends[type] : `${ends[type]}: ${facts.join(", ")}`;
};
