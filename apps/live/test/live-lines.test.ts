import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { makeGates } from "./gates.ts";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

test.for(["auto", "websocket", "http"] as const)(
  "lines come while the job runs, by protocol %s",
  async (protocol, { signal }) => {
    await using gates = await makeGates(signal);
    await using cluster = ray({ address: liveRay.address });
    const entrypoint = program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "10,50,90");
    const job = await cluster.jobs.submit({ entrypoint });
    const seen: Array<string> = [];
    const log = (async (): Promise<void> => {
      // The test opens the next gate only after it has read the lines before: a tail that waits for the end hangs.
      const next = [10, 50, 90];
      for await (const line of job.logs({ protocol })) {
        seen.push(line);
        const numbered = seen.length - seen.findIndex((one) => /^0{9} /.test(one));
        if (next[0] !== undefined && /^\d{9} /.test(line) && numbered >= next[0] * 10) {
          expect((await job.status()).status).toBe("RUNNING");
          await gates.open(next.shift() ?? 0);
        }
      }
    })();
    await log;
    expect(seen.filter((line) => /^\d{9} /.test(line))).toHaveLength(1_000);
    await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
    await readLog(job.logs({ protocol }), logFileOf(job.submissionId));
  },
);
