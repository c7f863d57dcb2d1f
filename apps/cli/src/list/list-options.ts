import { type Command, Option } from "commander";
import type { ClientFlags } from "../settings/client-options.ts";
import { parsePositive, parseWords } from "../settings/parse-option.ts";
import { collectJobFilter, type JobFilter } from "./job-filter.ts";
import { parseSince } from "./since.ts";

/** The form of a printed list. */
export type ListFormat = "table" | "wide" | "json" | "name";

/** The flags of every command that lists jobs. */
export interface ListFlags extends ClientFlags {
  readonly status?: ReadonlyArray<string>;
  readonly limit?: number;
  readonly filter?: ReadonlyArray<JobFilter>;
  readonly since?: number;
  readonly output?: ListFormat;
}

/** The keys of `--filter` in one list. */
export interface FilterKeys {
  /** Must equal the value. */
  readonly fields: ReadonlyArray<string>;
  /** Must contain the value. */
  readonly texts: ReadonlyArray<string>;
  readonly metadata: boolean;
}

const collectStatuses = (text: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...before,
  ...parseWords(text).map((word) => word.toUpperCase()),
];

const sentence = ({ fields, texts, metadata }: FilterKeys): string => {
  const exact = metadata ? [...fields, "metadata.NAME"] : fields;
  return `List only jobs with this ${exact.join(", ")} (the whole value) or ${texts.join(", ")} (a part of it is enough), or with another one: KEY!=VALUE; repeatable`;
};

/** Adds {@link ListFlags} to a command, without `--limit`. */
export const addListOptions = (command: Command, keys: FilterKeys, statusFlag = "--status <statuses>"): Command =>
  command
    .option(statusFlag, "List only jobs with one of these statuses, separated by commas; repeatable", collectStatuses)
    .option("--filter <KEY=VALUE>", sentence(keys), collectJobFilter([...keys.fields, ...keys.texts], keys.metadata))
    .option(
      "--since <time>",
      "List only jobs submitted since then: 2h, 1d12h, or 2026-11-30T10:00Z (local time without a zone)",
      (text) => parseSince(text, Date.now()),
    )
    .addOption(
      new Option(
        "-o, --output <format>",
        "Print a table, a table of all columns with nothing cut, JSON as --json does, or ids (default: table)",
      ).choices(["table", "wide", "json", "name"]),
    );

/** Adds `--limit` to a command. */
export const addLimitOption = (command: Command): Command =>
  command.option("--limit <jobs>", "List at most this many jobs, the newest (default: all)", parsePositive);
