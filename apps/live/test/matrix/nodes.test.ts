/** A head and two worker nodes on this machine. `test/nodes` has the tests that kill them. */
import { ray, type RayCluster } from "@jobwire/node";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RayNode } from "../../src/index.ts";
import { program } from "../live-ray.ts";
import { ownHead } from "../own-head.ts";
import { readLog } from "../read-log.ts";
import { runCli } from "../run-cli.ts";

const own = ownHead(30_000);
const LINES = 20_000;
let cluster: RayCluster;
const workers: Array<RayNode> = [];
beforeAll(async () => {
  workers.push(await own.head.addNode(), await own.head.addNode());
  cluster = ray({ address: own.head.address });
}, 300_000);
afterAll(() => cluster?.close());

/** Submits a job whose driver runs on this node. */
const submitTo = (worker: RayNode | undefined, entrypoint: string) =>
  cluster.jobs.submit({ entrypoint, entrypointResources: { [worker?.resource ?? ""]: 0.01 } });

test("nodes", async () => {
  const { rows, complete } = await cluster.nodes.list();
  expect([complete, rows.length, rows.filter(({ isHeadNode }) => isHeadNode).length]).toEqual([true, 3, 1]);
  expect(rows.map(({ state }) => state)).toEqual(["ALIVE", "ALIVE", "ALIVE"]);
});

test.for(["auto", "http", "websocket"] as const)("follow a driver on a worker by %s", async (protocol) => {
  const [worker] = workers;
  const job = await submitTo(worker, program("lines", "mixed", LINES, "--seconds", 4));
  const lines = await readLog(job.logs({ protocol }), worker?.logFile(job.submissionId) ?? "");
  expect(lines.length).toBeGreaterThan(LINES);
  const { driverNodeId } = await job.result();
  const head = (await cluster.nodes.list()).rows.find(({ isHeadNode }) => isHeadNode);
  expect(driverNodeId).not.toBe(head?.nodeId);
});

test("follow three drivers at once, one on each node", async () => {
  const entrypoint = program("lines", "numbered", LINES, "--seconds", 4);
  const [first, second] = workers;
  const onHead = cluster.jobs.submit({ entrypoint });
  const jobs = await Promise.all([onHead, submitTo(first, entrypoint), submitTo(second, entrypoint)]);
  const files = [own.head.logFile, first?.logFile, second?.logFile];
  await Promise.all(jobs.map((job, at) => readLog(job.logs(), files[at]?.(job.submissionId) ?? "")));
  for (const job of jobs) await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
});

test("getLogs and stop of a driver on a worker", async () => {
  const [, worker] = workers;
  const job = await submitTo(worker, "echo begun; exec sleep 600");
  await vi.waitFor(async () => expect((await job.getLogs()).split("\n")).toContain("begun"), {
    interval: 500,
    timeout: 60_000,
  });
  expect(await job.stop({ wait: true })).toEqual({ stopped: true });
  const command = await runCli(["ray", "logs", job.submissionId, "--address", own.head.address]);
  expect(command.stdout.split("\n")).toContain("begun");
});
