import { type Figure, figureOf } from "../figure.ts";
import { runProgram } from "../run-program.ts";
import { runSeries } from "../series.ts";
import { type FloodShape, floodId } from "../servers/flood-id.ts";
import { startServerProcess } from "../servers/server-process.ts";
import { atMost } from "../statistics/goal.ts";
import type { BenchContext } from "./bench-context.ts";
import { timeText } from "./report-text.ts";

/** A log whose time must grow with its size only; `half` is the smaller of the two sizes. */
interface LinearWork {
  readonly name: string;
  readonly shape: FloodShape;
  readonly half: number;
  readonly finished: boolean;
}

const works: ReadonlyArray<LinearWork> = [
  // Ray's socket carries no line above 4 MiB, so this is read from the log file.
  { name: "one line of 64 MB", shape: "long", half: 32_000_000, finished: true },
  { name: "2,000,000 empty lines", shape: "empty", half: 1_000_000, finished: false },
  { name: "1,000,000 frames of 4 bytes", shape: "tiny", half: 25_000, finished: false },
];

/** Logs of odd shapes: twice the size takes at most 2.2 times the time. */
export const linear = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const server = await startServerProcess("flood-ray");
  try {
    const figures: Array<Figure> = [];
    for (const { name, shape, half, finished } of works) {
      const read = (runtime: (typeof context.runtimes)[number], size: number) => () =>
        runProgram(runtime, "jobwire-shape", [
          server.address,
          floodId({ shape, size, finished }),
          finished ? "auto" : "websocket",
        ]);
      await read("node", 2 * half)(); // the server encodes the log now
      for (const runtime of context.runtimes) {
        context.progress(`${name} on ${runtime}`);
        const series = await runSeries(read(runtime, half), [read(runtime, 2 * half)], context.quick ? 3 : 7);
        const end = ({ endMs }: { readonly endMs: number }): number => endMs;
        figures.push(
          figureOf(series.ratios(end)[0] ?? [], {
            name: `${name}, time / time of half`,
            runtime,
            unit: "x",
            goal: atMost(2.2),
            detail: `${timeText((series.others[0] ?? []).map(end))}; half of it ${timeText(series.bare.map(end))}`,
          }),
        );
      }
    }
    return figures;
  } finally {
    await server.stop();
  }
};
