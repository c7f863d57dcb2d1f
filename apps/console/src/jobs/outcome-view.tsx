import { Alert, Code } from "@mantine/core";
import type { ReactElement } from "react";
import type { Job, Outcome } from "../api/types.ts";
import { Duration } from "../times.tsx";
import { endText } from "./end-text.ts";

const colors: Readonly<Record<Outcome["type"], string>> = { succeeded: "teal", failed: "red", stopped: "grape" };

/** How a job ended, and why it failed. */
export const OutcomeView = ({ job }: { readonly job: Job }): ReactElement | null => {
  const { outcome } = job;
  if (outcome === null) return null;
  return (
    <Alert color={colors[outcome.type]} title={endText(outcome)} role="status" className="outcome">
      {job.startedAt !== undefined && job.startedAt !== null && job.endedAt !== undefined && job.endedAt !== null && (
        <div>
          It ran for <Duration from={job.startedAt} to={job.endedAt} />.
        </div>
      )}
      {outcome.why !== undefined && outcome.why !== "" && <div>{outcome.why}</div>}
      {outcome.serverText !== undefined && outcome.serverText !== "" && outcome.serverText !== outcome.why && (
        <Code block className="server-text">
          {outcome.serverText}
        </Code>
      )}
    </Alert>
  );
};
