import type { RayCluster } from "@jobwire/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atMost, type Figure } from "../figure.ts";
import { finishedLog } from "../finished-log.ts";
import { hashFile } from "../hash-file.ts";
import { programPath } from "../programs/program-path.ts";
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

/** The command of each runtime. All run the same program, and `jobwire` picks the adapter. */
const root = fileURLToPath(new URL("../../../..", import.meta.url));
const commands: Readonly<Record<SlowRuntime, readonly [file: string, ...args: ReadonlyArray<string>]>> = {
  node: [process.execPath],
  bun: [`${root}node_modules/.bin/bun`],
  deno: [`${root}node_modules/.bin/deno`, "run", "-A"],
};

/** A runtime to measure. */
export type SlowRuntime = "node" | "bun" | "deno";

/** All runtimes to measure. */
export const slowRuntimes: ReadonlyArray<SlowRuntime> = ["node", "bun", "deno"];

/** Reads 1 line each ms from a 200 MB log for 40 s, then the rest. Measures the growth of memory and checks every line. */
export const slowReader = async (
  cluster: RayCluster,
  folder: string,
  runtimes: ReadonlyArray<SlowRuntime>,
): Promise<ReadonlyArray<Figure>> => {
  const log = await finishedLog(cluster, MEGABYTES);
  const whole = join(folder, "slow-whole");
  const bare = await timedProcess(process.execPath, [programPath("bare-read"), log.fileUrl], whole);
  if (bare.code !== 0) throw new Error(`the bare read ended with ${bare.code}: ${bare.stderr.slice(-2_000)}`);
  const truth = await hashFile(whole);
  const figures: Array<Figure> = [];
  for (const runtime of runtimes) {
    const [command, ...args] = commands[runtime];
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
      atMost(
        `slow reader on ${runtime}, memory growth`,
        mib(read.maxBytes - read.warmBytes),
        32,
        "MiB",
        `${read.slowLines} lines in ${SECONDS} s, resident ${mib(read.warmBytes).toFixed(0)} -> ${mib(read.maxBytes).toFixed(0)} MiB; then all ${read.lines} lines, equal to the file`,
      ),
    );
  }
  return figures;
};
