import type { RayCluster } from "@jobwire/core";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, figureOf } from "../figure.ts";
import { programPath } from "../programs/program-path.ts";
import type { BenchContext } from "./bench-context.ts";

const run = promisify(execFile);

/** What `live-latency` prints. Milliseconds. */
interface Latency {
  readonly lines: number;
  readonly p50: number;
  readonly p95: number;
}

const ways = ["bare", "auto", "websocket", "http"] as const;

/**
 * From the print of a line to its arrival: a bare socket and Jobwire by each protocol follow the same job at the same time. Ray's own socket
 * looks at the file once a second.
 */
export const latency = async (context: BenchContext, cluster: RayCluster): Promise<ReadonlyArray<Figure>> => {
  const lines = context.quick ? 100 : 400;
  context.progress(`latency of ${lines} lines`);
  // Each line waits a little longer than a tenth of a second, so that the lines fall on all parts of Ray's second.
  const code = `import time\\ntime.sleep(4)\\nfor _ in range(${lines}):\\n print(time.time_ns(), flush=True)\\n time.sleep(0.103)`;
  const job = await cluster.jobs.submit({ entrypoint: `python3 -c "$(printf '${code}')"` });
  const results = await Promise.all(
    ways.map(async (way) => {
      const args = [programPath("live-latency"), cluster.address, job.submissionId, way];
      const { stdout } = await run(process.execPath, args, { timeout: 180_000, killSignal: "SIGKILL" });
      return { way, ...(JSON.parse(stdout) as Latency) };
    }),
  );
  const bare = results.find(({ way }) => way === "bare");
  return results.flatMap((one) => {
    if (one.lines !== lines) throw new Error(`${one.way} saw ${one.lines} of ${lines} lines`);
    if (bare === undefined || one.way === "bare") return [];
    const text = (of: Latency): string => `p50 ${Math.round(of.p50)} ms, p95 ${Math.round(of.p95)} ms`;
    const detail = `Jobwire ${text(one)}; a bare socket on the same job ${text(bare)}`;
    return (["p50", "p95"] as const).map((which) =>
      figureOf([one[which]], { name: `live latency by ${one.way}, ${which}`, runtime: "node", unit: "ms", detail }),
    );
  });
};
