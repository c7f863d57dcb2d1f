import type { ReasonerJob } from "@jobwire/core";
import { sanitizeText } from "../terminal/sanitize.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import { cellOf, when } from "./cells.ts";
import type { Column } from "./fitted-table.ts";
import { plainTable } from "./plain-table.ts";
import { statusStyle } from "./notices.ts";
import type { Output } from "./stdout.ts";

const duration = ({ duration: ms }: ReasonerJob): string => (ms === null ? "" : `${(ms / 1000).toFixed(1)}s`);

/** The columns of a table of reasoner jobs. Those of `details` only when they were read. */
export const reasonerColumns = (output: Output, details: boolean): ReadonlyArray<Column<ReasonerJob>> => {
  const cell = cellOf(output);
  return [
    { title: "ID", text: ({ id }) => cell(id) },
    { title: "TYPE", text: ({ reasonerType }) => cell(reasonerType) },
    { title: "STATE", text: ({ state }) => cell(state), style: ({ state }) => statusStyle(state ?? "") },
    { title: "REASONER", text: ({ name }) => cell(name) },
    { title: "MODEL", text: ({ model }) => cell(model) },
    { title: "CREATED BY", text: ({ createdBy }) => cell(createdBy) },
    { title: "CREATED ON", text: ({ createdOn }) => when(createdOn) },
    { title: "FINISHED AT", text: ({ finishedAt }) => when(finishedAt), isWide: true },
    { title: "TOOK", text: duration },
    { title: "READ ONLY", text: (job) => cell(job.details?.readOnly), isWide: !details },
    { title: "TIMEOUT", text: (job) => cell(job.details?.timeoutMs), isWide: !details },
    { title: "ABORT REASON", text: ({ abortReason }) => cell(abortReason), isCut: true },
  ];
};

const asText = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : jsonText(value, maxShownDepth);

/** All known fields of a job, one a line. An include that failed has a line with the reason. */
export const reasonerJobLines = (job: ReasonerJob, isTerminal: boolean): string => {
  const sanitize = isTerminal ? sanitizeText : (text: string): string => text;
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["id", job.id],
    ["type", job.reasonerType],
    ["state", job.state ?? ""],
    ["reasoner", job.name ?? ""],
    ["model", job.model ?? ""],
    ["created by", job.createdBy ?? ""],
    ["created on", when(job.createdOn)],
    ["finished at", when(job.finishedAt)],
    ["took", duration(job)],
    ["abort reason", job.abortReason ?? ""],
    ["read only", asText(job.details?.readOnly)],
    ["timeout ms", asText(job.details?.timeoutMs)],
    ["payload", asText(job.details?.payload)],
    ["events", asText(job.events?.events)],
    ["artifacts", asText(job.artifacts?.results.map(({ fields }) => fields))],
    ["problems", asText(job.problems?.problems)],
    ["raw", asText(job.raw)],
    ...Object.entries(job.failures).map(([name, error]) => [`${name} failed`, error.shortMessage] as const),
  ];
  return plainTable(rows.filter(([, value]) => value !== "").map(([name, value]) => [name, sanitize(value).trimEnd()]));
};
