import type { AgentClient, AgentJob } from "@jobwire/core";
import { ExitCode } from "../../exit-code.ts";
import type { ListedJob } from "../../list/listed-job.ts";
import { checkStatuses, listFormat, listSelection } from "../../list/list-flags.ts";
import type { ListFlags } from "../../list/list-options.ts";
import { printList } from "../../list/print-list.ts";
import { selectListed } from "../../list/select-listed.ts";
import { cellOf, when } from "../../output/cells.ts";
import type { Column } from "../../output/fitted-table.ts";
import { statusStyle } from "../../output/notices.ts";
import type { Output } from "../../output/stdout.ts";
import type { ClientContext } from "../client-command.ts";

/** The statuses of known agents. An agent may have others. */
const knownStatuses = ["PENDING", "RUNNING", "SUCCEEDED", "COMPLETE", "FAILED", "STOPPED", "CANCELLED"];

/** More milliseconds than a time in seconds has until the year 5138. */
const minMilliseconds = 1e11;

/** A time that an agent sent, in epoch milliseconds; null without one. It may be a number or a text: no schema defines it. */
const timeOf = (value: unknown): number | null => {
  if (typeof value === "number" && value > 0) return value < minMilliseconds ? value * 1000 : value;
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
};

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const submittedMs = ({ fields }: AgentJob): number | null => timeOf(fields["start_time"] ?? fields["created_at"]);

const listed = (job: AgentJob): ListedJob<AgentJob> => {
  const { metadata } = job.fields;
  return {
    id: job.id,
    status: job.status ?? "",
    submittedMs: submittedMs(job),
    fields: { id: job.id },
    texts: { entrypoint: textOf(job.fields["entrypoint"]), message: job.message ?? "" },
    metadata:
      typeof metadata === "object" && metadata !== null ? (metadata as Readonly<Record<string, unknown>>) : null,
    record: job,
  };
};

const columns = (output: Output): ReadonlyArray<Column<AgentJob>> => {
  const cell = cellOf(output);
  return [
    { title: "ID", text: ({ id }) => cell(id) },
    { title: "STATUS", text: ({ status }) => cell(status), style: ({ status }) => statusStyle(status ?? "") },
    { title: "SUBMITTED", text: (job) => when(submittedMs(job)) },
    { title: "ENDED", text: ({ fields }) => when(timeOf(fields["end_time"])), isWide: true },
    { title: "METADATA", text: ({ fields }) => cell(fields["metadata"]), isWide: true },
    { title: "MESSAGE", text: ({ message }) => cell(message), isWide: true },
    { title: "ENTRYPOINT", text: ({ fields }) => cell(fields["entrypoint"]), isCut: true },
  ];
};

/** Lists the jobs that the flags select. */
export const runListJobs = async (
  context: ClientContext<ListFlags> & { readonly agent: AgentClient },
): Promise<ExitCode> => {
  const { agent, cli, flags } = context;
  const selection = listSelection(flags);
  const format = listFormat(flags);
  const all = (await agent.jobs.list({ signal: cli.signal })).map(listed);
  checkStatuses(selection.statuses, knownStatuses, all);
  await printList(context, { format, ...selectListed(all, selection), columns: columns(cli.output) });
  return ExitCode.succeeded;
};
