import type { RayCluster } from "@jobwire/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
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
  readonly mostBytes: number;
  readonly sha256: string;
}

/** A reader that takes 1 ms a line from a 200 MB log for 40 s: how far memory grows, and that nothing is lost afterwards. */
export const slowReader = async (cluster: RayCluster, folder: string): Promise<Figure> => {
  const log = await finishedLog(cluster, MEGABYTES);
  const whole = join(folder, "slow-whole");
  const bare = await timedProcess(process.execPath, [programPath("bare-read"), log.fileUrl], whole);
  if (bare.code !== 0) throw new Error(`the bare read ended with ${bare.code}: ${bare.stderr.slice(-2_000)}`);

  const file = join(folder, "slow.json");
  const args = [programPath("slow-reader"), cluster.address, log.submissionId, String(SECONDS)];
  const ran = await timedProcess(process.execPath, args, file);
  if (ran.code !== 0) throw new Error(`slow-reader ended with ${ran.code}: ${ran.stderr.slice(-2_000)}`);
  const read = JSON.parse(await readFile(file, "utf8")) as SlowReading;
  // The log's lines end in a plain "\n", so the lines put together again are the file.
  if (read.sha256 !== (await hashFile(whole))) throw new Error("the slow reader got other lines than the log file has");
  const mib = (bytes: number): number => bytes / 1_048_576;
  return atMost(
    "slow reader, memory growth",
    mib(read.mostBytes - read.warmBytes),
    32,
    "MiB",
    `${read.slowLines} lines in ${SECONDS} s, resident ${mib(read.warmBytes).toFixed(0)} -> ${mib(read.mostBytes).toFixed(0)} MiB; then all ${read.lines} lines, equal to the file`,
  );
};
