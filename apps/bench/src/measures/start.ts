import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, figureOf } from "../figure.ts";
import { cliPath, programPath } from "../programs/program-path.ts";
import { runSeries, type Work } from "../series.ts";
import { startServerProcess } from "../servers/server-process.ts";
import { atMost } from "../statistics/goal.ts";
import type { BenchContext } from "./bench-context.ts";
import { timeText } from "./report-text.ts";

const run = promisify(execFile);

/** The time of an empty Node process on the machine of the goals: 60 ms and 80 ms there are these multiples of it. */
const EMPTY_MS = 25;

/** The milliseconds of a whole Node process. */
const wholeProcess =
  (...args: ReadonlyArray<string>): Work<number> =>
  async () => {
    const began = performance.now();
    await run(process.execPath, [...args], { timeout: 60_000 });
    return performance.now() - began;
  };

/** `import("jobwire")`, `jobwire --version` and a short command on Node, against `node -e 0` in the same run. */
export const start = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  context.progress("import and start");
  const server = await startServerProcess("flood-ray", "10");
  try {
    const importing: Work<number> = async () =>
      Number((await run(process.execPath, [programPath("import-time"), "jobwire"], { timeout: 60_000 })).stdout);
    const list = wholeProcess(cliPath, "ray", "list", "--address", server.address);
    const empty = wholeProcess("-e", "0");
    await empty(); // reads the files of Node into memory
    const series = await runSeries(
      empty,
      [importing, wholeProcess(cliPath, "--version"), list],
      context.quick ? 7 : 21,
    );
    const [imports = [], versions = [], lists = []] = series.others;
    const [importRatios = [], versionRatios = [], listRatios = []] = series.ratios((ms) => ms);
    const figure = (
      name: string,
      ratios: ReadonlyArray<number>,
      times: ReadonlyArray<number>,
      limit: number,
      goal: string,
    ) =>
      figureOf(ratios, {
        name: `${name}, time / node -e 0`,
        runtime: "node",
        unit: "x",
        goal: atMost(limit),
        detail: `${timeText(times)}; node -e 0 ${timeText(series.bare)}; ${goal}`,
      });
    const scaled = (ms: number): string => `goal: ${ms} ms where node -e 0 takes ${EMPTY_MS} ms`;
    return [
      figure('import("jobwire")', importRatios, imports, 60 / EMPTY_MS, scaled(60)),
      figure("jobwire --version", versionRatios, versions, 1.5, "whole processes"),
      figure("jobwire ray list", listRatios, lists, 80 / EMPTY_MS, scaled(80)),
    ];
  } finally {
    await server.stop();
  }
};
