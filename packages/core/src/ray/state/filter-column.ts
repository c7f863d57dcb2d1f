import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";

/** Letter case and word separators do not distinguish columns: `TASK_ID`, `taskId`, `Task-Id`. */
const bare = (name: string): string => name.replaceAll(/[\s_-]/g, "").toLowerCase();

/**
 * The column in the exact spelling of Ray's API, where any other spelling silently matches nothing. Throws `InvalidRequest`
 * (reason `local`) with the list of columns for a column that has no filter.
 */
export const filterColumn = (label: string, columns: ReadonlyArray<string>, name: string): string => {
  const column = columns.find((known) => bare(known) === bare(name));
  if (column !== undefined) return column;
  throw new InvalidRequest({
    message: `${label}: "${excerpt(name, 60)}" is not a column with a filter. Use one of ${columns.join(", ")}`,
    reason: "local",
  });
};
