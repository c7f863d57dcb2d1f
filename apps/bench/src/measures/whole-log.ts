import { join } from "node:path";
import { atLeast, atMost, type Figure, median, notTaken } from "../figure.ts";
import type { FinishedLog } from "../finished-log.ts";
import { hashFile } from "../hash-file.ts";
import { cliPath, programPath } from "../programs/program-path.ts";
import { type TimedProcess, timedProcess } from "../timed-process.ts";

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

const ms = (values: ReadonlyArray<number>): string => values.map((value) => Math.round(value)).join(", ");

/** A finished log through `jobwire ray logs -f` to a file, against a bare read of the file and against Ray's own CLI. */
export const wholeLog = async (options: WholeLogOptions): Promise<ReadonlyArray<Figure>> => {
  const { address, log, folder } = options;
  const env = { ...process.env, RAY_API_SERVER_ADDRESS: address, RAY_ADDRESS: address };
  const bareFile = join(folder, "bare");
  const jobwireFile = join(folder, "own");
  const bareRead = async (): Promise<number> =>
    succeeded("the bare read", await timedProcess(process.execPath, [programPath("bare-read"), log.fileUrl], bareFile));
  const readWithJobwire = async (): Promise<number> => {
    const args = [cliPath, "ray", "logs", "-f", log.submissionId, "--address", address];
    return succeeded("jobwire ray logs -f", await timedProcess(process.execPath, args, jobwireFile, env));
  };

  await bareRead(); // brings the file into memory on the server's side, for all that follow alike
  const expected = await hashFile(bareFile);
  const bare: Array<number> = [];
  const jobwire: Array<number> = [];
  for (let i = 0; i < options.pairs; i++) {
    bare.push(await bareRead());
    jobwire.push(await readWithJobwire());
    if ((await hashFile(jobwireFile)) !== expected)
      throw new Error("jobwire ray logs -f printed bytes that differ from the log file");
  }
  const ratio = median(jobwire.map((value, i) => value / (bare[i] ?? Number.NaN)));
  const figures: Array<Figure> = [
    atMost(
      "whole log, time / bare HTTP read",
      ratio,
      1.3,
      "x",
      `whole processes, ms: jobwire ${ms(jobwire)}; bare ${ms(bare)}`,
    ),
  ];

  const name = "whole log, Ray's CLI time / time";
  if (options.rayCli === undefined) return [...figures, notTaken(name, "x", ">= 4", "no `ray` command here")];
  const rayArgs = ["job", "logs", "--follow", "--address", address, log.submissionId];
  const theirs = succeeded(
    "ray job logs --follow",
    await timedProcess(options.rayCli, rayArgs, join(folder, "theirs"), env),
  );
  return [...figures, atLeast(name, theirs / median(jobwire), 4, "x", `whole processes, ms: ray ${ms([theirs])}`)];
};
