import { Badge } from "@mantine/core";
import type { ReactElement } from "react";
import type { Job } from "../api/types.ts";
import { type StatusGroup, statusGroup } from "./status-group.ts";

const colors: Readonly<Record<StatusGroup, string>> = {
  waiting: "gray",
  running: "blue",
  succeeded: "teal",
  failed: "red",
  stopped: "grape",
};

/** A job's status: the system's own word, in the colour of what it means. */
export const StatusBadge = ({ job, size }: { readonly job: Job; readonly size?: string }): ReactElement => {
  const group = statusGroup(job);
  return (
    <Badge
      color={colors[group]}
      variant="light"
      radius="sm"
      {...(size === undefined ? {} : { size })}
      leftSection={<span className={`status-dot status-${group}`} aria-hidden />}
    >
      {job.status}
    </Badge>
  );
};
