import { styleText } from "node:util";
import type { ReasonerJob } from "@jobwire/core";
import { sanitizeCell, sanitizeText, oneLine } from "../terminal/sanitize.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import { plainTable, when } from "./job-table.ts";
import { statusStyle } from "./notices.ts";

const duration = ({ duration: ms }: ReasonerJob): string => (ms === null ? "" : `${(ms / 1000).toFixed(1)}s`);

/** Jobs as a table for a reader, oldest first, so that the newest are next to the prompt. */
export const reasonerTable = (jobs: ReadonlyArray<ReasonerJob>, stream: NodeJS.WriteStream): string => {
  const cell = stream.isTTY ? sanitizeCell : oneLine;
  const details = jobs.some((job) => job.details !== null);
  const head = ["ID", "TYPE", "STATE", "REASONER", "MODEL", "CREATED BY", "CREATED ON", "TOOK", "ABORT REASON"];
  if (details) head.push("READ ONLY", "TIMEOUT");
  return plainTable(
    head.map((title) => styleText("bold", title, { stream })),
    [...jobs]
      .reverse()
      .map((job) => [
        cell(job.id),
        cell(job.reasonerType),
        styleText(statusStyle(job.state ?? ""), cell(job.state ?? ""), { stream }),
        cell(job.name ?? ""),
        cell(job.model ?? ""),
        cell(job.createdBy ?? ""),
        when(job.createdOn),
        duration(job),
        cell(job.abortReason ?? ""),
        ...(details
          ? [
              job.details?.readOnly === undefined ? "" : String(job.details.readOnly ?? ""),
              job.details?.timeoutMs === undefined ? "" : String(job.details.timeoutMs ?? ""),
            ]
          : []),
      ]),
  );
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
  return plainTable(
    [],
    rows.filter(([, value]) => value !== "").map(([name, value]) => [name, sanitize(value).trimEnd()]),
  );
};
