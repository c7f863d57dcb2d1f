import type { RayJob } from "@jobwire/core";
import { ExitCode } from "../../exit-code.ts";
import type { ListedJob } from "../../list/listed-job.ts";
import { checkStatuses, listFormat, listSelection } from "../../list/list-flags.ts";
import type { ListFlags } from "../../list/list-options.ts";
import { printList } from "../../list/print-list.ts";
import { selectListed } from "../../list/select-listed.ts";
import { jobName } from "../../output/cells.ts";
import { rayColumns } from "../../output/ray-columns.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import type { RayContext } from "./ray-command.ts";

/** The statuses of Ray's jobs, in the order of a job's life. */
const statuses = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "STOPPED"];

const listed = (job: RayJob): ListedJob<RayJob> => ({
  id: jobName(job),
  status: job.status,
  submittedMs: job.startTimeMs,
  fields: { id: jobName(job), type: job.type.toLowerCase() },
  texts: { entrypoint: job.entrypoint, message: job.message ?? "" },
  metadata: job.metadata,
  record: job,
});

/** Lists the jobs that the flags select. */
export const runList = async (context: RayContext<ConnectionFlags & ListFlags>): Promise<ExitCode> => {
  const { cli, cluster, flags, notices } = context;
  const selection = listSelection(flags);
  checkStatuses(selection.statuses, statuses);
  const format = listFormat(flags);
  const { statuses: status, filters, sinceMs, limit } = selection;
  // The client decodes only what it selects, so that a short list of a cluster with 10,000 jobs is quick.
  const early = filters.length === 0 && sinceMs === undefined ? { status, limit } : {};
  let earlyLeftOut = { byStatus: 0, byLimit: 0 };
  const found = await cluster.jobs.list({
    ...early,
    onLeftOut: (counts) => {
      earlyLeftOut = counts;
    },
    signal: cli.signal,
  });
  const { jobs, leftOut } = selectListed(found.map(listed), selection);
  for (const { id, record } of jobs) {
    if (record.unreadable === undefined) continue;
    notices.info(`${id}: Ray's response has unexpected data in ${record.unreadable.join(", ")}`);
  }
  await printList(context, {
    format,
    jobs,
    columns: rayColumns(cli.output, Date.now()),
    leftOut: {
      ...leftOut,
      byLimit: leftOut.byLimit + earlyLeftOut.byLimit,
      byStatus: leftOut.byStatus + earlyLeftOut.byStatus,
    },
  });
  return ExitCode.succeeded;
};
