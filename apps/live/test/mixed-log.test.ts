import { crashJobModule } from "@jobwire/live";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { makeGates } from "./gates.ts";
import { liveRay, program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

// Numbered lines of ASCII, Korean and emoji, bars drawn with \r, a line of 5 MB (Ray's socket dies at 4 MiB) and a byte
// that is not UTF-8 (Ray's socket and plain log die of it): see programs/lines.py.
const LINES = 200_000;

test("a mixed log of 200,000 lines is complete and in order, growing and again when finished", async () => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "mixed", LINES, "--seconds", 5) });
  const lines = await readLog(job.logs(), job.submissionId);
  expect(lines.length).toBeGreaterThan(LINES);
  expect(lines.some((line) => line.length > 5_000_000)).toBe(true);
  expect(lines.some((line) => line.includes("\uFFFD after"))).toBe(true);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  await readLog(job.logs(), job.submissionId);
});

test("the same while the dashboard's job module is killed twice", async ({ signal }) => {
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: liveRay.address });
  const entrypoint = program("lines", "mixed", LINES, "--seconds", 8, "--gates", gates.folder, "--at", "20,70");
  const job = await cluster.jobs.submit({ entrypoint });
  const killed: Array<number> = [];
  let read = 0;
  const upTo = Promise.withResolvers<void>();
  const log = readLog(job.logs(), job.submissionId, (count) => {
    read = count;
    if (read > LINES * 0.2) upTo.resolve();
  });
  const kills = (async (): Promise<void> => {
    await gates.reached(20);
    await upTo.promise; // the tail has caught up and is live
    await gates.open(20);
    killed.push(await crashJobModule(liveRay.mark));
    await gates.reached(70);
    await gates.open(70);
    killed.push(await crashJobModule(liveRay.mark));
  })();
  const [lines] = await Promise.all([log, kills]);
  expect(new Set(killed).size).toBe(2);
  expect(lines.length).toBeGreaterThan(LINES);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
});

test.for(["websocket", "http"] as const)("a mixed log of 20,000 lines by protocol %s", async (protocol) => {
  await using cluster = ray({ address: liveRay.address });
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "mixed", 20_000, "--seconds", 3) });
  await readLog(job.logs({ protocol }), job.submissionId);
  await readLog(job.logs({ protocol }), job.submissionId);
});
