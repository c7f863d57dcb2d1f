import { type Figure, figureOf } from "../figure.ts";
import type { ProgramReport } from "../programs/program-report.ts";
import { runProgram } from "../run-program.ts";
import type { Runtime } from "../runtime.ts";
import { runSeries } from "../series.ts";
import { floodId } from "../servers/flood-id.ts";
import { atLeast, atMost } from "../statistics/goal.ts";
import type { BenchContext } from "./bench-context.ts";
import { speedOf, streamText } from "./report-text.ts";

/** One way to read a flood with Jobwire, and what its speed must be beside the bare client's. */
export interface FloodWay {
  readonly name: string;
  readonly args: ReadonlyArray<string>;
  readonly speed: number;
  /** The most memory beside the bare client's, for the way where that is a goal. */
  readonly memory?: number;
}

/** A flood, the bare client that reads it, and the ways to read it with Jobwire. */
export interface FloodWork {
  readonly title: string;
  readonly address: string;
  readonly lines: number;
  readonly finished: boolean;
  /** The last argument of `raw-tcp`. */
  readonly raw: "ray" | "agent" | "stream" | "file";
  readonly bare: (runtime: Runtime) => readonly [program: string, ...args: ReadonlyArray<string>];
  readonly ways: ReadonlyArray<FloodWay>;
}

/** Reads the flood by turns with the bare client and each way, on each runtime: ratios of speed and of memory. */
export const measureFlood = async (context: BenchContext, work: FloodWork): Promise<ReadonlyArray<Figure>> => {
  const { address, lines, finished } = work;
  const id = (): string => floodId({ shape: "lines", size: lines, finished });
  const raw: Array<ProgramReport> = [];
  const readRaw = async (): Promise<void> =>
    void raw.push(await runProgram("node", "raw-tcp", [address, id(), work.raw]));
  await readRaw(); // the server encodes the log now
  const figures: Array<Figure> = [];
  for (const runtime of context.runtimes) {
    context.progress(`${work.title} on ${runtime}`);
    await readRaw();
    const [program, ...args] = work.bare(runtime);
    const series = await runSeries(
      () => runProgram(runtime, program, [address, id(), ...args]),
      work.ways.map((way) => () => runProgram(runtime, "jobwire-tail", [address, id(), ...way.args])),
      context.quick ? 3 : 7,
    );
    const speeds = series.ratios(speedOf);
    const memory = series.ratios(({ peakBytes }) => peakBytes);
    const rawText = `a TCP reader of the same bytes ${Math.max(...raw.map(speedOf)).toFixed(1)} M lines/s`;
    for (const [i, way] of work.ways.entries()) {
      const reports = series.others[i] ?? [];
      const detail = `Jobwire ${streamText(reports)}; bare ${streamText(series.bare)}; ${rawText}`;
      figures.push(
        figureOf(speeds[i] ?? [], {
          name: `${way.name}, speed / bare`,
          runtime,
          unit: "x",
          goal: atLeast(way.speed),
          detail,
        }),
      );
      if (way.memory === undefined) continue;
      figures.push(
        figureOf(memory[i] ?? [], {
          name: `${way.name}, memory / bare`,
          runtime,
          unit: "x",
          goal: atMost(way.memory),
          detail,
        }),
      );
    }
  }
  return figures;
};
