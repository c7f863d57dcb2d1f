import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { liveRay, logFileOf, program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

// Numbered lines of ASCII, Korean and emoji, bars drawn with \r, a line of 5 MB (Ray's socket fails at 4 MiB) and a byte
// that is not UTF-8 (Ray's socket and plain log fail on it): see programs/lines.py.
const LINES = 200_000;

test("a mixed log of 200,000 lines is complete and in order, growing and again when finished", async () => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "mixed", LINES, "--seconds", 5) });
  const lines = await readLog(job.logs(), logFileOf(job.submissionId));
  expect(lines.length).toBeGreaterThan(LINES);
  expect(lines.some((line) => line.length > 5_000_000)).toBe(true);
  expect(lines.some((line) => line.includes("\uFFFD after"))).toBe(true);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  await readLog(job.logs(), logFileOf(job.submissionId));
});

test.for(["websocket", "http"] as const)("a mixed log of 20,000 lines by protocol %s", async (protocol) => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "mixed", 20_000, "--seconds", 3) });
  await readLog(job.logs({ protocol }), logFileOf(job.submissionId));
  await readLog(job.logs({ protocol }), logFileOf(job.submissionId));
});
