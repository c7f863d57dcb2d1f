import type { RayCluster } from "@jobwire/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, figureOf } from "../figure.ts";
import { programPath } from "../programs/program-path.ts";
import { atMost } from "../statistics/goal.ts";
import { timedProcess } from "../timed-process.ts";

/** Abort during connect, stream and back-off: the longest time until the tail settled, of `times` tries each. */
export const abort = async (cluster: RayCluster, folder: string, times: number): Promise<ReadonlyArray<Figure>> => {
  const job = await cluster.jobs.submit({ entrypoint: "while true; do echo tick; sleep 0.2; done" });
  try {
    const file = join(folder, "abort.json");
    // A process with a leaked socket or timer does not end by itself, and this limit kills it.
    const args = [programPath("abort-tails"), cluster.address, job.submissionId, String(times)];
    const ran = await timedProcess(process.execPath, args, file, process.env, 60_000);
    if (ran.code !== 0) throw new Error(`abort-tails ended with ${ran.code}: ${ran.stderr.slice(-2_000)}`);
    const took = JSON.parse(await readFile(file, "utf8")) as Record<string, ReadonlyArray<number>>;
    return Object.entries(took).map(([moment, values]) =>
      figureOf([Math.max(...values)], {
        name: `abort during ${moment}, settled after`,
        unit: "ms",
        goal: atMost(100),
        detail: `the longest of ${values.length}; the process ended by itself`,
      }),
    );
  } finally {
    await job.stop({ wait: true });
  }
};
