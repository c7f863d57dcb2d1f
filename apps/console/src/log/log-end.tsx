import { Anchor } from "@mantine/core";
import type { ReactElement } from "react";
import type { Job, Outcome } from "../api/types.ts";
import { endText } from "../jobs/end-text.ts";

const classes: Readonly<Record<Outcome["type"], string>> = {
  succeeded: "log-end log-end-succeeded",
  failed: "log-end log-end-failed",
  stopped: "log-end log-end-stopped",
};

/** Below a complete log: how its job ended. */
export const LogEnd = ({
  job,
  detailsHref,
}: {
  readonly job: Job;
  readonly detailsHref: string;
}): ReactElement | null => {
  if (job.outcome === null) return null;
  const { type, why } = job.outcome;
  return (
    <div className={classes[type]} role="status">
      <strong>{endText(job.outcome)}</strong>
      {why !== undefined && why !== "" && <span className="log-end-why">{why}</span>}
      {type !== "succeeded" && <Anchor href={detailsHref}>Details</Anchor>}
    </div>
  );
};
