import type { ReasonerClient, ReasonerJob } from "@jobwire/core";
import { ExitCode } from "../../exit-code.ts";
import type { ListedJob } from "../../list/listed-job.ts";
import { checkStatuses, listFormat, listSelection } from "../../list/list-flags.ts";
import { printList } from "../../list/print-list.ts";
import { type LeftOut, selectListed } from "../../list/select-listed.ts";
import { reasonerColumns } from "../../output/reasoner-job.ts";
import { parallel } from "../../parallel.ts";
import type { ReasonerListFlags } from "./list-flags.ts";
import type { ReasonerContext } from "./reasoner-command.ts";

/** The states that are known; the service may have others. */
const knownStates = [
  "CREATED",
  "PENDING",
  "QUEUED",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELED",
  "CANCELLED",
  "ABORTED",
];

/** This many jobs are read at once for `--include`. */
const readsAtOnce = 10;

const listed = (job: ReasonerJob): ListedJob<ReasonerJob> => ({
  id: job.id,
  status: job.state ?? "",
  submittedMs: job.createdOn,
  fields: { id: job.id, type: job.reasonerType, name: job.name ?? "", createdBy: job.createdBy ?? "" },
  texts: { model: job.model ?? "", abortReason: job.abortReason ?? "" },
  metadata: null,
  record: job,
});

interface Selected {
  readonly jobs: ReadonlyArray<ListedJob<ReasonerJob>>;
  readonly leftOut: LeftOut;
}

/** The jobs that the service selects by itself. */
const listOnServer = async (
  jobs: ReasonerClient["jobs"],
  { type, id, status, name, createdBy, onlyActive, allUsers, limit, offset, include }: ReasonerListFlags,
  signal: AbortSignal,
): Promise<Selected> => {
  const filters = { reasonerType: type, jobId: id, state: status?.[0], name, createdBy, onlyActive, allUsers };
  const found = await jobs.list({ ...filters, limit, offset, include, signal });
  return selectListed(found.map(listed), { statuses: undefined, filters: [], sinceMs: undefined, limit: undefined });
};

/** The jobs that the flags select, where the service cannot do it: the command reads all of them and selects itself. */
const listAndSelect = async (
  jobs: ReasonerClient["jobs"],
  flags: ReasonerListFlags,
  signal: AbortSignal,
): Promise<Selected> => {
  const { type, id, name, createdBy, onlyActive, allUsers, limit, offset, include, status } = flags;
  const active = onlyActive === true && status === undefined;
  const filters = { reasonerType: type, jobId: id, name, createdBy, onlyActive: active, allUsers };
  const all = (await jobs.list({ ...filters, signal })).map(listed);
  checkStatuses(status, knownStates, all);
  const selected = selectListed(all, { ...listSelection(flags), limit: offset + limit });
  const wanted = selected.jobs.slice(offset);
  if (include === undefined) return { ...selected, jobs: wanted };
  const complete = await parallel(wanted, readsAtOnce, async ({ record: { id: one, reasonerType } }) =>
    listed(await jobs.get({ reasonerType, id: one }, { include, signal })),
  );
  return { ...selected, jobs: complete };
};

/** Lists the jobs that the flags select. */
export const runList = async (context: ReasonerContext<ReasonerListFlags>): Promise<ExitCode> => {
  const { cli, jobs, flags, notices } = context;
  const { status, filter, since, limit, offset } = flags;
  const format = listFormat(flags);
  const isSimple =
    filter === undefined &&
    since === undefined &&
    (status === undefined || (status.length === 1 && knownStates.includes(status[0] ?? "")));
  const selected = await (isSimple ? listOnServer : listAndSelect)(jobs, flags, cli.signal);
  const details = selected.jobs.some(({ record }) => record.details !== null);
  await printList(context, { format, ...selected, columns: reasonerColumns(cli.output, details) });
  if (isSimple && selected.jobs.length > 0 && selected.jobs.length === limit)
    notices.info(`There may be more jobs. For the next ones, pass --offset ${offset + limit}`);
  return ExitCode.succeeded;
};
