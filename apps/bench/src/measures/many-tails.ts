import { type Figure, figureOf } from "../figure.ts";
import type { ProgramReport } from "../programs/program-report.ts";
import { runProgram } from "../run-program.ts";
import { runSeries } from "../series.ts";
import { floodId } from "../servers/flood-id.ts";
import { startServerProcess } from "../servers/server-process.ts";
import { atMost } from "../statistics/goal.ts";
import type { BenchContext } from "./bench-context.ts";
import { memoryText, timeText } from "./report-text.ts";

const LINES = 20_000;

const lastTail = ({ lastTailMs }: ProgramReport): number => lastTailMs ?? Number.NaN;

/** Many live Ray tails at once on one client, against as many bare sockets in one process. */
export const manyTails = async (
  context: BenchContext,
  tails: number,
  protocol: "auto" | "websocket",
): Promise<ReadonlyArray<Figure>> => {
  const server = await startServerProcess("flood-ray");
  const id = (): string => floodId({ shape: "lines", size: LINES, finished: false });
  try {
    const figures: Array<Figure> = [];
    await runProgram("node", "raw-tcp", [server.address, id(), "ray"]); // the server encodes the log now
    for (const runtime of context.runtimes) {
      context.progress(`${tails} tails (${protocol}) on ${runtime}`);
      const series = await runSeries(
        () => runProgram(runtime, "bare-many", [server.address, id(), String(tails)]),
        [() => runProgram(runtime, "jobwire-many", [server.address, id(), String(tails), protocol])],
        context.quick ? (tails > 100 ? 1 : 3) : 5,
      );
      const reports = series.others[0] ?? [];
      const text = (of: ReadonlyArray<ProgramReport>): string => `${timeText(of.map(lastTail))}, ${memoryText(of)}`;
      const name = `${tails} tails by ${protocol}`;
      const common = {
        runtime,
        unit: "x",
        detail: `${LINES} lines each; Jobwire ${text(reports)}, every end proven after ${timeText(reports.map(({ endMs }) => endMs))}; ${tails} bare sockets ${text(series.bare)}`,
      };
      figures.push(
        figureOf(series.ratios(lastTail)[0] ?? [], { ...common, name: `${name}, time / bare`, goal: atMost(2) }),
        figureOf(series.ratios(({ peakBytes }) => peakBytes)[0] ?? [], {
          ...common,
          name: `${name}, memory / bare`,
          goal: atMost(2),
        }),
        figureOf(
          reports.map((report) => lastTail(report) / (report.firstTailMs ?? Number.NaN)),
          { ...common, name: `${name}, last tail / first tail`, goal: tails < 500 ? undefined : atMost(1.5) },
        ),
      );
    }
    return figures;
  } finally {
    await server.stop();
  }
};
