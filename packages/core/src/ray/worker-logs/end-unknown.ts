import { JobLost } from "../../errors.ts";
import type { RayTask } from "../state/types.ts";

/** The error for an attempt whose output is not distinguishable from that of its worker's next tasks. */
export const endUnknown = (label: string, row: RayTask): JobLost =>
  new JobLost({
    reason: "end-unknown",
    jobStatus: row.state,
    jobId: row.taskId,
    job: row,
    message: `${label} is ${row.state}, but Ray does not report where its output ends in its worker's log: the record was lost, or the node rotates its logs. The lines already read are complete up to this point. Read the log of its worker`,
  });
