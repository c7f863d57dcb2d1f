import type { KnownFailure } from "../known-failures.ts";
import type { RuntimeResult } from "./cell-result.ts";

/** Marks known failures, and reports stale entries: their cell passed, or does not exist. */
export const applyKnownFailures = (
  known: ReadonlyArray<KnownFailure>,
  runtimes: ReadonlyArray<RuntimeResult>,
): { readonly runtimes: ReadonlyArray<RuntimeResult>; readonly stale: ReadonlyArray<string> } => {
  const entryOf = (runtime: string, cell: RuntimeResult["cells"][number]): KnownFailure | undefined =>
    known.find((one) => one.runtime === runtime && one.case === cell.case && one.transport === cell.transport);
  const met = new Set<KnownFailure>();
  const marked = runtimes.map((runtime) => ({
    ...runtime,
    cells: runtime.cells.map((cell) => {
      const entry = entryOf(runtime.id, cell);
      if (entry === undefined || cell.state !== "failed") return cell;
      met.add(entry);
      return { ...cell, state: "known-failure" as const, why: entry.why };
    }),
  }));
  const ran = new Set<string>(runtimes.map(({ id }) => id));
  const stale = known
    .filter((one) => ran.has(one.runtime) && !met.has(one))
    .map(
      (one) =>
        `known failure ${one.case} by ${one.transport} in ${one.runtime} did not fail: remove it from src/known-failures.ts`,
    );
  return { runtimes: marked, stale };
};
