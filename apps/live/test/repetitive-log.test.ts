import { startCutAtProxy } from "../src/index.ts";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { liveRay, logBytesOf, logFileOf, program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

const LINES = 1_000_000;

test("1,000,000 equal lines, cut at 10, 50 and 90 %, are exact", { timeout: 240_000 }, async () => {
  await using direct = ray({ address: liveRay.address });
  const job = await direct.jobs.submit({ entrypoint: program("lines", "same", LINES) });
  await job.result();
  const size = (await logBytesOf(job.submissionId)).length;

  const proxy = await startCutAtProxy({ target: liveRay.address, cuts: [0.1, 0.5, 0.9].map((part) => size * part) });
  try {
    await using cluster = ray({ address: proxy.address });
    const lines = await readLog(cluster.jobs.tailLogs(job.submissionId), logFileOf(job.submissionId));
    expect(lines.length).toBeGreaterThan(LINES);
    expect(proxy.cutsMade()).toBe(3);
  } finally {
    await proxy.close();
  }
});

test("1,000,000 equal lines, cut while the job prints them, are exact", { timeout: 240_000 }, async () => {
  await using direct = ray({ address: liveRay.address });
  const proxy = await startCutAtProxy({ target: liveRay.address, cuts: [3_000_000, 15_000_000, 27_000_000] });
  try {
    await using cluster = ray({ address: proxy.address });
    const job = await direct.jobs.submit({ entrypoint: program("lines", "same", LINES, "--seconds", 10) });
    await readLog(cluster.jobs.tailLogs(job.submissionId), logFileOf(job.submissionId));
    expect(proxy.cutsMade()).toBe(3);
  } finally {
    await proxy.close();
  }
});
