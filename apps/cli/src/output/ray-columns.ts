import type { RayJob } from "@jobwire/core";
import { cellOf, jobName, took, when } from "./cells.ts";
import type { Column } from "./fitted-table.ts";
import { shortJobMessage } from "./job-message.ts";
import { statusStyle } from "./notices.ts";
import type { Output } from "./stdout.ts";

/** The columns of a table of Ray jobs. */
export const rayColumns = (output: Output, now: number): ReadonlyArray<Column<RayJob>> => {
  const cell = cellOf(output);
  return [
    { title: "ID", text: (job) => cell(jobName(job)) },
    { title: "TYPE", text: ({ type }) => cell(type.toLowerCase()) },
    { title: "STATUS", text: ({ status }) => cell(status), style: ({ status }) => statusStyle(status) },
    { title: "SUBMITTED", text: ({ startTimeMs }) => when(startTimeMs) },
    { title: "ENDED", text: ({ endTimeMs }) => when(endTimeMs), isWide: true },
    { title: "TOOK", text: (job) => took(job, now) },
    { title: "EXIT CODE", text: ({ driverExitCode }) => cell(driverExitCode), isWide: true },
    { title: "METADATA", text: ({ metadata }) => cell(metadata), isWide: true },
    { title: "MESSAGE", text: ({ message }) => cell(message === null ? null : shortJobMessage(message)), isWide: true },
    { title: "ENTRYPOINT", text: ({ entrypoint }) => cell(entrypoint), isCut: true },
  ];
};
