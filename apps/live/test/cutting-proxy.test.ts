import { ray } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { expect, test } from "vitest";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { expectLines } from "./read-log.ts";
import { runCli } from "./run-cli.ts";

// 30 MB, and each connection is cut after 3 MB on average: by a reset, by a clean FIN, or by silence.
const MEAN_BYTES = 3_000_000;
const LINES = 60_000;
const LINE_BYTES = 500;

test.for([
  ["finished", 0],
  ["still growing", 12],
] as const)(
  "a %s log of 30 MB through a proxy that cuts every connection",
  { timeout: 400_000 },
  async ([, seconds]) => {
    await using direct = ray({ address: liveRay.address });
    const entrypoint = program("lines", "numbered", LINES, "--line-bytes", LINE_BYTES, "--seconds", seconds);
    const job = await direct.jobs.submit({ entrypoint });
    if (seconds === 0) await job.result();
    await using proxy = await startCuttingProxy({ target: liveRay.address, meanBytes: MEAN_BYTES, seed: 7 });
    const ran = await runCli(["ray", "logs", "-f", job.submissionId, "--address", proxy.url]);
    await expectLines(ran.stdout.split("\n").slice(0, -1), logFileOf(job.submissionId));
    expect(ran.code).toBe(0);
    const { cuts } = proxy.stats();
    expect(cuts.reset + cuts.fin + cuts.stall).toBeGreaterThan(3);
  },
);
