import { didYouMean } from "../settings/did-you-mean.ts";
import { UsageError } from "../settings/parse-option.ts";
import type { ListedJob } from "./listed-job.ts";
import type { ListFlags, ListFormat } from "./list-options.ts";
import type { ListSelection } from "./select-listed.ts";

/** The format that the flags choose. */
export const listFormat = ({ json, output }: ListFlags): ListFormat => {
  if (json !== true) return output ?? "table";
  if (output === undefined || output === "json") return "json";
  throw new UsageError(`--json and -o ${output} exclude each other. Pass one of them.`);
};

/** The selection that the flags describe. */
export const listSelection = ({ status, filter, since, limit }: ListFlags): ListSelection => ({
  statuses: status,
  filters: filter ?? [],
  sinceMs: since,
  limit,
});

/** Throws a {@link UsageError} for a status that neither the system has nor a listed job. */
export const checkStatuses = (
  statuses: ReadonlyArray<string> | undefined,
  ofSystem: ReadonlyArray<string>,
  jobs: ReadonlyArray<ListedJob<unknown>> = [],
): void => {
  const known = [...new Set([...ofSystem, ...jobs.map(({ status }) => status.toUpperCase())])];
  const wrong = statuses?.find((status) => !known.includes(status));
  if (wrong === undefined) return;
  throw new UsageError(`No job has the status "${wrong}".${didYouMean(wrong, known)} Pass one of ${known.join(", ")}.`);
};
