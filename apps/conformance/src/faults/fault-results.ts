import type { CellResult, RuntimeResult } from "../runner/cell-result.ts";
import type { FaultCell, FaultPlan } from "./fault-cells.ts";

/** A fault cell in one runtime: the worst result of the runs that show it. */
export interface FaultResult {
  readonly id: string;
  readonly runtime: string;
  readonly state: "passed" | "failed" | "absent";
  /** Why it failed, or why it cannot exist. */
  readonly why?: string;
}

const resultOf = (runtime: RuntimeResult, { id, shownBy }: FaultCell): FaultResult | undefined => {
  const runs = shownBy.flatMap((shown) =>
    runtime.cells.filter((cell) => cell.case === shown.case && cell.transport === shown.transport),
  );
  const common = { id, runtime: runtime.id };
  const failed = runs.find((run) => run.state === "failed" || run.state === "known-failure");
  if (failed !== undefined) return { ...common, state: "failed", why: `${failed.case} by ${failed.transport}` };
  if (runs.some(({ state }) => state === "passed")) return { ...common, state: "passed" };
  const absent = runs.find((run): run is Extract<CellResult, { state: "absent" }> => run.state === "absent");
  return absent && { ...common, state: "absent", why: absent.reason };
};

/** Every fault cell of the plan in every runtime that ran; combinations that no runtime has count as absent in each. */
export const faultResults = (plan: FaultPlan, runtimes: ReadonlyArray<RuntimeResult>): ReadonlyArray<FaultResult> =>
  runtimes.flatMap((runtime) => [
    ...plan.cells.flatMap((cell) => resultOf(runtime, cell) ?? []),
    ...plan.absent.map(({ id, why }): FaultResult => ({ id, runtime: runtime.id, state: "absent", why })),
  ]);

/** `faults: 12 cells passed, 0 failed, 3 cannot exist`. */
export const faultTotals = (results: ReadonlyArray<FaultResult>): string => {
  const count = (wanted: FaultResult["state"]): number => results.filter(({ state }) => state === wanted).length;
  return `faults: ${count("passed")} cells passed, ${count("failed")} failed, ${count("absent")} cannot exist`;
};
