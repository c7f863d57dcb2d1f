import { pairedRatios } from "./statistics/paired-ratios.ts";

/** One way to do a piece of work. Each call does it once, in a process of its own. */
export type Work<Report> = () => Promise<Report>;

/** The reports of a series of runs. */
export interface Series<Report> {
  /** Runs of the bare client: one before each run of the others, and one at the end. */
  readonly bare: ReadonlyArray<Report>;
  /** The runs of each of the others. */
  readonly others: ReadonlyArray<ReadonlyArray<Report>>;
  /** For each of the others: the ratio of each run to its two bare neighbours. */
  readonly ratios: (of: (report: Report) => number) => ReadonlyArray<ReadonlyArray<number>>;
}

/** Runs bare, first, bare, second, …, bare: `rounds` runs of each of the others, with a bare run between any two. */
export const runSeries = async <Report>(
  bare: Work<Report>,
  others: ReadonlyArray<Work<Report>>,
  rounds: number,
): Promise<Series<Report>> => {
  const bareReports = [await bare()];
  const otherReports: Array<Report> = [];
  for (let round = 0; round < rounds; round++) {
    for (const other of others) {
      otherReports.push(await other());
      bareReports.push(await bare());
    }
  }
  const turns = <Value>(values: ReadonlyArray<Value>): ReadonlyArray<ReadonlyArray<Value>> =>
    others.map((_, which) => values.filter((__, i) => i % others.length === which));
  return {
    bare: bareReports,
    others: turns(otherReports),
    ratios: (of) => turns(pairedRatios(bareReports.map(of), otherReports.map(of))),
  };
};
