import { excerpt } from "../../http/visible-text.ts";
import type { StateCounters } from "./state-table.ts";
import type { Completeness, Incompleteness } from "./types.ts";

/** How a table's counters and warnings are to be read. */
export interface CountingRules {
  readonly filtered: boolean;
  readonly filtersAtSource?: boolean | undefined;
  readonly warningsAreFailures?: boolean | undefined;
}

/**
 * What the counters beside some rows prove. `limit` shows in none of them: more rows match when there are fewer rows than
 * `num_filtered` (recording state: `tasks, limit 2 (truncation)`). `given` is how many rows came, or were counted.
 */
export const completenessOf = (counters: StateCounters, given: number, rules: CountingRules): Completeness => {
  const incomplete: Array<Incompleteness> = [];
  const { total, num_after_truncation: kept, num_filtered: matching } = counters;
  const warnings = counters.warnings ?? [];
  if (given < matching) {
    incomplete.push({ reason: "limit", message: `${matching - given} more rows match than the limit lets through` });
  }
  if (kept < total && !(rules.filtered && rules.filtersAtSource === true)) {
    incomplete.push({ reason: "source", message: `Ray's store gave ${kept} of ${total} rows` });
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
