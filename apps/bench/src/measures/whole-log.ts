import { join } from "node:path";
import { type Figure, figureOf, notTaken } from "../figure.ts";
import type { FinishedLog } from "../finished-log.ts";
import { hashFile } from "../hash-file.ts";
import { cliPath, programPath } from "../programs/program-path.ts";
import { runSeries } from "../series.ts";
import { atLeast, atMost } from "../statistics/goal.ts";
import { median } from "../statistics/quantile.ts";
import { type TimedProcess, timedProcess } from "../timed-process.ts";
import { timeText } from "./report-text.ts";

/** Options of the measurement. */
export interface WholeLogOptions {
  readonly address: string;
  readonly log: FinishedLog;
  readonly folder: string;
  /** Measured pairs. */
  readonly pairs: number;
  readonly rayCli: string | undefined;
}

const succeeded = (label: string, ran: TimedProcess): number => {
  if (ran.code !== 0) throw new Error(`${label} ended with ${ran.code}: ${ran.stderr.slice(-2_000)}`);
  return ran.ms;
};

/** A finished log through `jobwire ray logs -f` to a file, against a bare read of the file and against Ray's own CLI. */
export const wholeLog = async (options: WholeLogOptions): Promise<ReadonlyArray<Figure>> => {
  const { address, log, folder } = options;
  const env = { ...process.env, RAY_API_SERVER_ADDRESS: address, RAY_ADDRESS: address };
  const bareFile = join(folder, "bare");
  const jobwireFile = join(folder, "own");
  const bareRead = async (): Promise<number> =>
    succeeded("the bare read", await timedProcess(process.execPath, [programPath("bare-read"), log.fileUrl], bareFile));

  await bareRead(); // brings the file into memory on the server's side, for all that follow alike
  const expected = await hashFile(bareFile);
  const readWithJobwire = async (): Promise<number> => {
    const args = [cliPath, "ray", "logs", "-f", log.submissionId, "--address", address];
    const ms = succeeded("jobwire ray logs -f", await timedProcess(process.execPath, args, jobwireFile, env));
    if ((await hashFile(jobwireFile)) !== expected)
      throw new Error("jobwire ray logs -f printed bytes that differ from the log file");
    return ms;
  };
  const series = await runSeries(bareRead, [readWithJobwire], options.pairs);
  const jobwire = series.others[0] ?? [];
  const figure = figureOf(series.ratios((ms) => ms)[0] ?? [], {
    name: "whole log of a real head, time / bare HTTP read",
    unit: "x",
    goal: atMost(1.3),
    detail: `whole processes: Jobwire ${timeText(jobwire)}; bare ${timeText(series.bare)}`,
  });

  const text = { name: "whole log, Ray's CLI time / Jobwire time", unit: "x", goal: atLeast(4) };
  if (options.rayCli === undefined) return [figure, notTaken({ ...text, detail: "no `ray` command here" })];
  const rayArgs = ["job", "logs", "--follow", "--address", address, log.submissionId];
  const theirs = succeeded(
    "ray job logs --follow",
    await timedProcess(options.rayCli, rayArgs, join(folder, "theirs"), env),
  );
  return [
    figure,
    figureOf([theirs / median(jobwire)], { ...text, detail: `whole processes: Ray's CLI ${timeText([theirs])}` }),
  ];
};
