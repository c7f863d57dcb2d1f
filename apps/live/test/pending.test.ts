/** Jobs that Ray lists and does not start, and ids that cannot name a log file. */
import { mkdir, rm } from "node:fs/promises";
import { newSubmissionId, ray, type WaitStatus } from "@jobwire/node";
import { afterAll, expect, test } from "vitest";
import { liveRay, logFileOf } from "./live-ray.ts";

const cluster = ray({ address: liveRay.address });
afterAll(() => cluster.close());

test("the longest ids with a log file work; Jobwire refuses longer ones and those with braces", async () => {
  const mark = newSubmissionId().slice(-8);
  // 240 bytes each.
  const ids = [`${mark}${"a".repeat(232)}`, `${mark}${"\uac00".repeat(77)}a`];
  for (const submissionId of ids) {
    const job = await cluster.jobs.submit({ entrypoint: "echo long", submissionId });
    const lines: Array<string> = [];
    for await (const line of job.logs()) lines.push(line);
    expect(lines).toContain("long");
  }
  const refused = [`${ids[0]}a`, `${ids[1]}a`, `${mark}{`, `${mark}}`];
  for (const submissionId of refused) {
    const submitted = cluster.jobs.submit({ entrypoint: "echo long", submissionId });
    await expect(submitted).rejects.toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  }
  const listed = (await cluster.jobs.list()).map((job) => job.submissionId ?? "");
  expect(refused.filter((id) => listed.includes(id))).toEqual([]);
}, 120_000);

test("a submit that Ray refuses after it listed the job fails with Ray's message, and stop does not wait for ever", async () => {
  const submissionId = newSubmissionId();
  // As on a full disk, Ray cannot open the log file.
  await mkdir(logFileOf(submissionId));
  try {
    const submitted = cluster.jobs.submit({ entrypoint: "true", submissionId });
    await expect(submitted).rejects.toMatchObject({
      _tag: "ServerError",
      reason: "never-started",
      message: expect.stringContaining("Is a directory"),
    });
    expect(await cluster.jobs.get(submissionId)).toMatchObject({ status: "PENDING", driverNodeId: null });
    const stopped = cluster.jobs.stop(submissionId, { wait: true });
    await expect(stopped).rejects.toMatchObject({ _tag: "JobLost", reason: "never-started" });
  } finally {
    await rm(logFileOf(submissionId), { recursive: true });
  }
}, 120_000);

test("waits, tails and stop report the resources that a job waits for", async () => {
  const job = await cluster.jobs.submit({ entrypoint: "true", entrypointNumGpus: 3, entrypointResources: { rare: 2 } });
  const statuses: Array<WaitStatus> = [];
  const onStatus = (status: WaitStatus): void => void statuses.push(status);
  await expect(job.wait({ timeoutMs: 5_000, onStatus })).rejects.toMatchObject({ _tag: "Timeout" });
  await expect(job.stop({ wait: true, timeoutMs: 5_000, onStatus })).rejects.toMatchObject({ _tag: "Timeout" });
  const tail = job.logs({
    timeoutMs: 6_000,
    onStatus: (status) => {
      if (status.type === "pending") onStatus(status);
    },
  });
  const followed = (async () => {
    for await (const line of tail) void line;
  })();
  await expect(followed).rejects.toMatchObject({ _tag: "Timeout" });
  expect(statuses).toHaveLength(3);
  for (const status of statuses) {
    expect(status).toMatchObject({ jobStatus: "PENDING", resources: { GPU: 3, rare: 2 } });
    expect(status.reason).toContain("waiting for resources");
  }
}, 120_000);
