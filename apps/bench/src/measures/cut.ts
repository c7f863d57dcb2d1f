import { startCutAtProxy } from "@jobwire/live";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, figureOf } from "../figure.ts";
import type { FinishedLog } from "../finished-log.ts";
import { hashFile } from "../hash-file.ts";
import { cliPath } from "../programs/program-path.ts";
import { atMost } from "../statistics/goal.ts";
import { timedProcess } from "../timed-process.ts";

/** Options of the measurement. */
export interface CutOptions {
  readonly address: string;
  readonly log: FinishedLog;
  readonly folder: string;
  /** A complete read of the same log, for comparison. */
  readonly wholeFile: string;
}

/** One cut at 90% of a finished log: the bytes read twice to resume exactly there. */
export const cutAt90 = async (options: CutOptions): Promise<Figure> => {
  const size = (await stat(options.wholeFile)).size;
  const place = Math.round(size * 0.9);
  const proxy = await startCutAtProxy({ target: options.address, cuts: [place] });
  try {
    const file = join(options.folder, "cut");
    const args = [cliPath, "ray", "logs", "-f", options.log.submissionId, "--address", proxy.address];
    const ran = await timedProcess(process.execPath, args, file);
    if (ran.code !== 0) throw new Error(`the cut read ended with ${ran.code}: ${ran.stderr.slice(-2_000)}`);
    if (proxy.cutsMade() !== 1) throw new Error("the read ended before the position of the cut");
    if ((await hashFile(file)) !== (await hashFile(options.wholeFile))) {
      throw new Error("the cut read printed bytes that differ from the log file");
    }
    const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
    const again = proxy.sent() - size;
    return figureOf([again / 1e6], {
      name: "cut at 90%, read again",
      unit: "MB",
      goal: atMost(40),
      detail: `${mb(proxy.sent())} MB for ${mb(size)}, of them ${mb(proxy.sent() - place)} after the cut; ${Math.round(ran.ms)} ms in all`,
    });
  } finally {
    await proxy.close();
  }
};
