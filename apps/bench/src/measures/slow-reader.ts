import type { RayCluster } from "@jobwire/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, figureOf } from "../figure.ts";
import { finishedLog } from "../finished-log.ts";
import { hashFile } from "../hash-file.ts";
import { programPath } from "../programs/program-path.ts";
import { commandOf, type Runtime } from "../runtime.ts";
import { atMost } from "../statistics/goal.ts";
import { timedProcess } from "../timed-process.ts";

const SECONDS = 40;
const MEGABYTES = 200;

interface SlowReading {
  readonly lines: number;
  readonly slowLines: number;
  readonly warmBytes: number;
  readonly maxBytes: number;
  readonly sha256: string;
}

/** Reads 1 line each ms from a 200 MB log for 40 s, then the rest. Measures the growth of memory and checks every line. */
export const slowReader = async (
  cluster: RayCluster,
  folder: string,
  runtimes: ReadonlyArray<Runtime>,
): Promise<ReadonlyArray<Figure>> => {
  const log = await finishedLog(cluster, MEGABYTES);
  const whole = join(folder, "slow-whole");
  const bare = await timedProcess(process.execPath, [programPath("bare-read"), log.fileUrl], whole);
  if (bare.code !== 0) throw new Error(`the bare read ended with ${bare.code}: ${bare.stderr.slice(-2_000)}`);
  const truth = await hashFile(whole);
  const figures: Array<Figure> = [];
  for (const runtime of runtimes) {
    const [command, ...args] = commandOf[runtime];
    const file = join(folder, `slow-${runtime}.json`);
    const program = [...args, programPath("slow-reader"), cluster.address, log.submissionId, String(SECONDS)];
    const ran = await timedProcess(command, program, file);
    if (ran.code !== 0)
      throw new Error(`slow-reader on ${runtime} ended with ${ran.code}: ${ran.stderr.slice(-2_000)}`);
    const read = JSON.parse(await readFile(file, "utf8")) as SlowReading;
    // Each line of the log ends in "\n", so the joined lines equal the file.
    if (read.sha256 !== truth)
      throw new Error(`the slow reader on ${runtime} read lines that differ from the log file`);
    const mib = (bytes: number): number => bytes / 1_048_576;
    figures.push(
      figureOf([mib(read.maxBytes - read.warmBytes)], {
        name: "slow reader, memory growth",
        runtime,
        unit: "MiB",
        goal: atMost(32),
        detail: `${read.slowLines} lines in ${SECONDS} s, resident ${mib(read.warmBytes).toFixed(0)} -> ${mib(read.maxBytes).toFixed(0)} MiB; then all ${read.lines} lines, equal to the file`,
      }),
    );
  }
  return figures;
};
