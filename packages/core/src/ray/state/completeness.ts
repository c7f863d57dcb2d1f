import { excerpt } from "../../http/visible-text.ts";
import type { StateCounters } from "./state-table.ts";
import type { Completeness, Incompleteness } from "./types.ts";

/** How to interpret a table's counters and warnings. */
export interface CountingRules {
  readonly filtered: boolean;
  readonly filtersAtSource?: boolean | undefined;
  readonly warningsAreFailures?: boolean | undefined;
}

/**
 * Derives from the counters next to some rows whether rows are missing. `limit` appears in none of them: more rows match when
 * there are fewer rows than `num_filtered`. `received` is the number of rows that arrived, or were counted.
 */
export const completenessOf = (counters: StateCounters, received: number, rules: CountingRules): Completeness => {
  const incomplete: Array<Incompleteness> = [];
  const { total, num_after_truncation: kept, num_filtered: matching } = counters;
  const warnings = counters.warnings ?? [];
  if (received < matching) {
    incomplete.push({
      reason: "limit",
      message: `${matching - received} more rows match than the limit allows. Set a higher limit or add filters`,
    });
  }
  if (kept < total && !(rules.filtered && rules.filtersAtSource === true)) {
    incomplete.push({ reason: "source", message: `Ray's store returned ${kept} of ${total} rows` });
  }
  if (rules.warningsAreFailures === true) {
    for (const warning of warnings) incomplete.push({ reason: "source", message: excerpt(warning, 500) });
  }
  const unreachable = counters.partial_failure_warning ?? "";
  if (unreachable !== "") incomplete.push({ reason: "unreachable", message: excerpt(unreachable, 500) });
  return {
    complete: incomplete.length === 0,
    incomplete,
    warnings: rules.warningsAreFailures === true ? [] : warnings.map((warning) => excerpt(warning, 500)),
  };
};
