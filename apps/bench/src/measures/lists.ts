import { type Figure, figureOf } from "../figure.ts";
import type { ProgramReport } from "../programs/program-report.ts";
import { runProgram } from "../run-program.ts";
import { runSeries } from "../series.ts";
import { startServerProcess } from "../servers/server-process.ts";
import type { BenchContext } from "./bench-context.ts";
import { memoryText, timeText } from "./report-text.ts";

const ROWS = 10_000;

const listFigures = async (
  context: BenchContext,
  name: string,
  program: "list-jobs" | "sql-rows",
  server: "flood-ray" | "sql-rows",
): Promise<ReadonlyArray<Figure>> => {
  const { address, stop } = await startServerProcess(server, String(ROWS));
  try {
    const figures: Array<Figure> = [];
    for (const runtime of context.runtimes) {
      context.progress(`${name} on ${runtime}`);
      const read = (who: string) => () => runProgram(runtime, program, [address, who, String(ROWS)]);
      const series = await runSeries(read("bare"), [read("jobwire")], context.quick ? 3 : 5);
      const time = ({ streamMs }: ProgramReport): number => streamMs;
      const text = (reports: ReadonlyArray<ProgramReport>): string =>
        `${timeText(reports.map(time))}, ${memoryText(reports)}`;
      figures.push(
        figureOf(series.ratios(time)[0] ?? [], {
          name: `${name}, time / bare`,
          runtime,
          unit: "x",
          detail: `Jobwire ${text(series.others[0] ?? [])}; fetch and JSON.parse ${text(series.bare)}`,
        }),
      );
    }
    return figures;
  } finally {
    await stop();
  }
};

/** A list of 10,000 jobs, against fetch and JSON.parse. */
export const jobList = (context: BenchContext): Promise<ReadonlyArray<Figure>> =>
  listFigures(context, "list of 10,000 jobs", "list-jobs", "flood-ray");

/** 10,000 rows over SQL, against fetch and JSON.parse of every partition. */
export const sqlRows = (context: BenchContext): Promise<ReadonlyArray<Figure>> =>
  listFigures(context, "10,000 rows over SQL", "sql-rows", "sql-rows");
