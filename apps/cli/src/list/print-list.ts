import { withHiddenEnv } from "../output/hide-env.ts";
import { type Column, fittedTable } from "../output/fitted-table.ts";
import { jsonLine } from "../output/json.ts";
import { sanitizeCell } from "../terminal/sanitize.ts";
import type { ClientContext } from "../commands/client-command.ts";
import type { ListFlags, ListFormat } from "./list-options.ts";
import type { ListedJob } from "./listed-job.ts";
import type { LeftOut } from "./select-listed.ts";

const jobs = (count: number): string => `${count} ${count === 1 ? "job" : "jobs"}`;

/** What the options left out, in words; empty for nothing. */
const leftOutText = ({ byLimit, byStatus, byFilter, bySince }: LeftOut): string =>
  [
    ...(byLimit === 0 ? [] : [`${jobs(byLimit)} above the limit, all older`]),
    ...(byStatus === 0 ? [] : [`${jobs(byStatus)} with another status`]),
    ...(byFilter === 0 ? [] : [`${jobs(byFilter)} that ${byFilter === 1 ? "does" : "do"} not pass --filter`]),
    ...(bySince === 0 ? [] : [`${jobs(bySince)} submitted before --since or at an unknown time`]),
  ].join(", ");

/** A selection of jobs, to be printed. */
export interface PrintedList<Job> {
  readonly format: ListFormat;
  readonly jobs: ReadonlyArray<ListedJob<Job>>;
  readonly leftOut: LeftOut;
  readonly columns: ReadonlyArray<Column<Job>>;
}

/** Prints a list on stdout in its format, and on stderr what the options left out, or that no job is left. */
export const printList = async <Job>(
  { cli: { output }, flags, notices, print }: ClientContext<ListFlags & { readonly showEnv?: boolean }>,
  { format, jobs: found, leftOut, columns }: PrintedList<Job>,
): Promise<void> => {
  const records = found.map(({ record }) => record);
  if (format === "json") await print(jsonLine(withHiddenEnv(records, flags)));
  else if (format === "name") {
    const shown = output.isTerminal ? sanitizeCell : (id: string): string => id;
    await print(found.map(({ id }) => `${shown(id)}\n`).join(""));
  } else if (found.length > 0) await print(fittedTable(records, columns, output, format === "wide"));
  if (found.length === 0) notices.info("No jobs found");
  const text = leftOutText(leftOut);
  if (text !== "") notices.info(`Left out: ${text}`);
};
