import type { Transport } from "../case/conformance-case.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { RuntimeResult } from "../runner/cell-result.ts";

/** One requirement, by one transport, in one runtime: the worst result of the cases that show it. */
export interface MatrixCell {
  readonly requirement: string;
  readonly transport: Transport;
  readonly runtime: string;
  readonly state: "passed" | "failed" | "known-failure" | "absent";
  /** The cases that ran, or would have. */
  readonly cases: ReadonlyArray<string>;
  /** Why it failed, or why it does not exist. */
  readonly reason?: string;
}

/** The result of a run. */
export interface Matrix {
  readonly runtimes: ReadonlyArray<{ readonly id: string; readonly version: string | undefined; readonly ms: number }>;
  readonly requirements: ReadonlyArray<Requirement>;
  readonly cells: ReadonlyArray<MatrixCell>;
  /** What cases measured. */
  readonly measured: ReadonlyArray<{
    readonly case: string;
    readonly transport: Transport;
    readonly runtime: string;
    readonly measured: string;
  }>;
  readonly totals: {
    /** Requirement × transport × runtime. */
    readonly cells: number;
    readonly passed: number;
    readonly failed: number;
    readonly knownFailures: number;
    readonly absent: number;
    /** Runs of a case: case × transport × runtime. */
    readonly runs: number;
    readonly cases: number;
  };
}

const worst = ["failed", "known-failure", "passed", "absent"] as const;

/** Combines the results of runtimes. */
export const makeMatrix = (
  requirements: ReadonlyArray<Requirement>,
  runtimes: ReadonlyArray<RuntimeResult>,
): Matrix => {
  const cells = runtimes.flatMap((runtime) => cellsOf(requirements, runtime));
  const count = (state: MatrixCell["state"]): number => cells.filter((cell) => cell.state === state).length;
  const runs = runtimes.flatMap((runtime) => runtime.cells.filter(({ state }) => state !== "absent"));
  return {
    runtimes: runtimes.map(({ id, version, ms }) => ({ id, version, ms })),
    requirements,
    cells,
    measured: runtimes.flatMap(({ id, cells: results }) =>
      results.flatMap((cell) =>
        cell.state === "passed" && cell.measured !== undefined
          ? [{ case: cell.case, transport: cell.transport, runtime: id, measured: cell.measured }]
          : [],
      ),
    ),
    totals: {
      cells: cells.length - count("absent"),
      passed: count("passed"),
      failed: count("failed"),
      knownFailures: count("known-failure"),
      absent: count("absent"),
      runs: runs.length,
      cases: new Set(runs.map((run) => run.case)).size,
    },
  };
};

const cellsOf = (requirements: ReadonlyArray<Requirement>, runtime: RuntimeResult): ReadonlyArray<MatrixCell> =>
  requirements.flatMap(({ id }) => {
    const citing = runtime.cells.filter(({ cites }) => cites.includes(id));
    const transports = [...new Set(citing.map(({ transport }) => transport))];
    return transports.map((transport): MatrixCell => {
      const results = citing.filter((result) => result.transport === transport);
      const state = worst.find((one) => results.some((result) => result.state === one)) ?? "absent";
      const telling = results.filter((result) => result.state === state);
      const reasons = telling.flatMap((result) =>
        result.state === "absent"
          ? [result.reason]
          : result.state === "passed"
            ? []
            : [`${result.case}: ${result.error}`],
      );
      return {
        requirement: id,
        transport,
        runtime: runtime.id,
        state,
        cases: [...new Set(telling.map((result) => result.case))],
        ...(reasons.length === 0 ? {} : { reason: [...new Set(reasons)].join("; ") }),
      };
    });
  });
