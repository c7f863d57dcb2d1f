import type { RayCluster } from "@jobwire/core";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, figureOf } from "../figure.ts";
import { programPath } from "../programs/program-path.ts";
import { commandOf } from "../runtime.ts";
import type { BenchContext } from "./bench-context.ts";

const run = promisify(execFile);

/** The processor time of a process that follows a job which prints nothing, by each protocol at the same time. */
export const quiet = async (context: BenchContext, cluster: RayCluster): Promise<ReadonlyArray<Figure>> => {
  const seconds = context.quick ? 15 : 60;
  context.progress(`a quiet job for ${seconds} s`);
  const job = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  try {
    const works = context.runtimes.flatMap((runtime) =>
      (["auto", "websocket", "http"] as const).map((protocol) => ({ runtime, protocol })),
    );
    return await Promise.all(
      works.map(async ({ runtime, protocol }) => {
        const [command, ...before] = commandOf[runtime];
        const args = [
          ...before,
          programPath("quiet-follower"),
          cluster.address,
          job.submissionId,
          String(seconds),
          protocol,
        ];
        const { stdout } = await run(command, args, { timeout: 180_000, killSignal: "SIGKILL" });
        const { cpuMs } = JSON.parse(stdout) as { readonly cpuMs: number };
        return figureOf([cpuMs / seconds / 10], {
          name: `quiet follower by ${protocol}, processor`,
          runtime,
          unit: "%",
          detail: `of one core, ${Math.round(cpuMs)} ms in ${seconds} s`,
        });
      }),
    );
  } finally {
    await job.stop({ wait: true });
  }
};
