/** Many jobs on one head: no line is lost, and Jobwire's requests stay few. Only the matrix runs it, since it takes minutes. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ray } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { expect, test } from "vitest";
import { startCountingProxy } from "../../src/index.ts";
import { program } from "../live-ray.ts";
import { ownHead } from "../own-head.ts";
import { readLog } from "../read-log.ts";
import { runCli } from "../run-cli.ts";

const own = ownHead(29_000);

/** Ray serves this many requests of the state API at once, for all users together. */
const SLOTS = 100;

test("50 jobs followed at once through a proxy that cuts", { timeout: 900_000 }, async ({ annotate }) => {
  const { head } = own;
  await using direct = ray({ address: head.address });
  await using counted = await startCountingProxy(head.address);
  await using proxy = await startCuttingProxy({ target: counted.url, meanBytes: 60_000, seed: 25 });
  await using cluster = ray({ address: proxy.url, pollIntervalMs: 1_000 });
  const entrypoint = program("lines", "numbered", 2_000, "--seconds", 3);
  const jobs = await Promise.all(Array.from({ length: 50 }, () => direct.jobs.submit({ entrypoint })));
  const logs = await Promise.all(
    jobs.map(({ submissionId }) => readLog(cluster.jobs.tailLogs(submissionId), head.logFile(submissionId))),
  );
  expect(logs.map((lines) => lines.filter((line) => /^\d{9} /.test(line)).length)).toEqual(jobs.map(() => 2_000));
  const ends = await cluster.jobs.waitAll(jobs.map(({ submissionId }) => submissionId));
  expect(ends.map(({ status }) => status)).toEqual(jobs.map(() => "SUCCEEDED"));
  const { cuts } = proxy.stats();
  const state = counted.state();
  await annotate(`${cuts.reset + cuts.fin + cuts.stall} cuts`);
  await annotate(`at most ${state.most} of ${SLOTS} slots held`);
  await annotate(`${state.total} state, ${counted.other().total} other requests, ${counted.sockets().total} sockets`);
  expect(cuts.reset + cuts.fin + cuts.stall).toBeGreaterThan(50);
  expect(state.most).toBeLessThanOrEqual(SLOTS * 0.6);
  await expect.poll(() => counted.state().now, { timeout: 10_000 }).toBe(0);
});

test("500 jobs submitted and waited for", { timeout: 1_500_000 }, async ({ annotate }) => {
  await using counted = await startCountingProxy(own.head.address);
  await using cluster = ray({ address: counted.url });
  const count = 500;
  const ids: Array<string> = [];
  // Ray starts a process for each job, and here eight of them at once.
  const queue = Array.from({ length: count }, (_, i) => i).values();
  const began = Date.now();
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (const _ of queue) {
        const job = await cluster.jobs.submit({ entrypoint: "true", entrypointNumCpus: 0.25 });
        ids.push(job.submissionId);
      }
    }),
  );
  const submitted = counted.other().total;
  const ends = await cluster.jobs.waitAll(ids);
  expect(ends.filter(({ status }) => status !== "SUCCEEDED")).toEqual([]);
  const seconds = (Date.now() - began) / 1_000;
  const polls = counted.other().total - submitted;
  await annotate(`${seconds.toFixed(0)} s, ${submitted} requests to submit, ${polls} to wait`);
  // One list for all waits each two seconds, and a few to settle single jobs.
  expect(submitted).toBeLessThanOrEqual(count * 1.1);
  expect(polls).toBeLessThanOrEqual(seconds / 2 + 50);
});

test("a list of 10,000 jobs", { timeout: 300_000 }, async ({ annotate }) => {
  const { head } = own;
  const rows = 10_000;
  const fill = program("job_rows", `127.0.0.1:${head.ports.gcs}`, rows);
  await promisify(execFile)("/bin/sh", ["-c", fill], { timeout: 200_000 });
  await using counted = await startCountingProxy(head.address);
  await using cluster = ray({ address: counted.url });
  const began = performance.now();
  const jobs = await cluster.jobs.list();
  const seconds = (performance.now() - began) / 1_000;
  expect(jobs.filter(({ submissionId }) => submissionId?.startsWith("row-")).length).toBe(rows);
  expect(counted.other().total).toBe(1);
  const listed = await runCli(["ray", "list", "--address", head.address]);
  expect(listed.code).toBe(0);
  expect(listed.stdout.split("\n").filter((line) => line.startsWith("row-"))).toHaveLength(rows);
  const ended = await cluster.jobs.waitAll(["row-00001", "row-00010"]);
  expect(ended.map(({ status }) => status)).toEqual(["SUCCEEDED", "FAILED"]);
  await annotate(`${seconds.toFixed(1)} s`);
});
