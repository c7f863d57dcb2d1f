import { type RayCluster, ray } from "@jobwire/node";
import { expect } from "vitest";
import type { RayHead } from "../src/index.ts";
import { program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

/** Starts 50 jobs on a head, follows them at once by this client to their end, and compares each log with its file. */
export const followFifty = async (head: RayHead, cluster: RayCluster): Promise<void> => {
  await using direct = ray({ address: head.address });
  const entrypoint = program("lines", "numbered", 2_000, "--seconds", 3);
  const jobs = await Promise.all(Array.from({ length: 50 }, () => direct.jobs.submit({ entrypoint })));
  const logs = await Promise.all(
    jobs.map(({ submissionId }) => readLog(cluster.jobs.tailLogs(submissionId), head.logFile(submissionId))),
  );
  expect(logs.map((lines) => lines.filter((line) => /^\d{9} /.test(line)).length)).toEqual(jobs.map(() => 2_000));
  const ends = await cluster.jobs.waitAll(jobs.map(({ submissionId }) => submissionId));
  expect(ends.map(({ status }) => status)).toEqual(jobs.map(() => "SUCCEEDED"));
};
