import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";

/** Case, and what stands between words, is how a column is written, not which it is: `TASK_ID`, `taskId`, `Task-Id`. */
const bare = (name: string): string => name.replaceAll(/[\s_-]/g, "").toLowerCase();

/**
 * The column in Ray's spelling, which its API wants exactly: another one matches nothing, without a word. Throws `InvalidRequest`
 * (reason `local`), which lists the columns, for one that cannot be filtered.
 */
export const filterColumn = (label: string, columns: ReadonlyArray<string>, name: string): string => {
  const column = columns.find((known) => bare(known) === bare(name));
  if (column !== undefined) return column;
  throw new InvalidRequest({
    message: `${label}: "${excerpt(name, 60)}" is not a column that can be filtered; these are: ${columns.join(", ")}`,
    reason: "local",
  });
};
