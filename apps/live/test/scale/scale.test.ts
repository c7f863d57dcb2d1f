/** Many jobs on one head: no line is lost, and Jobwire's requests stay few. Only the matrix runs it, since it takes minutes. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ray } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { expect, test } from "vitest";
import { startCountingProxy } from "../../src/index.ts";
import { followFifty } from "../follow-fifty.ts";
import { program } from "../live-ray.ts";
import { ownHead } from "../own-head.ts";
import { runCli } from "../run-cli.ts";

const own = ownHead(29_000);

/** Ray serves this many requests of the state API at once, for all users together. */
const SLOTS = 100;

test("50 jobs followed at once through a proxy that cuts", { timeout: 900_000 }, async ({ annotate }) => {
  const { head } = own;
  await using counted = await startCountingProxy(head.address);
  await using proxy = await startCuttingProxy({ target: counted.url, meanBytes: 60_000, seed: 25 });
  await using cluster = ray({ address: proxy.url, pollIntervalMs: 1_000 });
  await followFifty(head, cluster);
  const { cuts } = proxy.stats();
  const state = counted.state();
  await annotate(`${cuts.reset + cuts.fin + cuts.stall} cuts`);
  await annotate(`at most ${state.most} of ${SLOTS} slots held`);
  await annotate(`${state.total} state, ${counted.other().total} other requests, ${counted.sockets().total} sockets`);
  expect(cuts.reset + cuts.fin + cuts.stall).toBeGreaterThan(50);
  expect(state.most).toBeLessThanOrEqual(SLOTS * 0.6);
  await expect.poll(() => counted.state().now, { timeout: 10_000 }).toBe(0);
});

test("500 jobs submitted and waited for", { timeout: 2_400_000 }, async ({ annotate }) => {
  await using counted = await startCountingProxy(own.head.address);
  await using cluster = ray({ address: counted.url });
  const count = 500;
  const atOnce = 50;
  // Ray starts a Python process for each job, here eight at once, and fails a job that cannot start within 15 minutes.
  const resources = { entrypointNumCpus: 0.25 };
  const statuses: Array<string> = [];
  let left = count;
  const began = Date.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const job = await cluster.jobs.submit({ entrypoint: "true", ...resources });
        statuses.push((await job.wait()).status);
      }
    }),
  );
  expect(statuses).toEqual(Array.from({ length: count }, () => "SUCCEEDED"));
  const seconds = (Date.now() - began) / 1_000;
  const [state, other] = [counted.state().total, counted.other().total];
  await annotate(`${seconds.toFixed(0)} s, ${other} requests and ${state} of the state API`);
  // A submit each, and for all waits together at most two requests an interval of 2 s: the regular list, and an early one for waits that
  // began after it, which is nearly always so here, or the check whether the node of a job that runs long is dead.
  expect(state + other).toBeLessThanOrEqual(count + 2 * (seconds / 2 + 1));
  expect(state).toBeLessThanOrEqual(seconds / 10);
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
