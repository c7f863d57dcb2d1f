import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { liveRay } from "./live-ray.ts";

/** Ray lets this many log and state requests run at once, of all users together; the next is 429. */
const SLOTS = 100;

test("following 30 short jobs to their end leaves no slot of the state API taken", { timeout: 240_000 }, async () => {
  await using cluster = ray({ address: liveRay.address });
  for (let round = 0; round < 3; round++) {
    const jobs = await Promise.all(
      Array.from({ length: 10 }, (_, i) => cluster.jobs.submit({ entrypoint: `echo ${i}; sleep 0.5; echo end ${i}` })),
    );
    const last = await Promise.all(
      jobs.map(async (job) => {
        const lines: Array<string> = [];
        for await (const batch of job.logs().batches()) lines.push(...batch.lines);
        return lines.filter((line) => line.startsWith("end ")).at(-1);
      }),
    );
    expect(last).toEqual(jobs.map((_, i) => `end ${i}`));
  }

  // Each follow stream holds one slot as long as it is open; a job that prints keeps the server from forgetting them.
  const printing = await cluster.jobs.submit({ entrypoint: "while true; do echo tick; sleep 0.2; done" });
  const open = new AbortController();
  try {
    await expect.poll(async () => (await printing.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
    const { driverNodeId } = await printing.status();
    const url = `${liveRay.address}/api/v0/logs/stream?node_id=${driverNodeId}&submission_id=${printing.submissionId}&lines=1&interval=0.5`;
    const probes = await Promise.all(
      // With slots or connections lost the server may answer nothing at all.
      Array.from({ length: SLOTS - 5 }, async () => {
        const answer = await fetch(url, { signal: AbortSignal.any([open.signal, AbortSignal.timeout(30_000)]) });
        return answer.status;
      }),
    );
    expect(probes.filter((status) => status !== 200)).toEqual([]);
  } finally {
    open.abort();
    await printing.stop({ wait: true });
  }
});
