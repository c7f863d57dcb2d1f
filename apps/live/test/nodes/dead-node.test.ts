/**
 * A node of a cluster dies while tails read the log of its job, or before. Ray lists a killed node as dead after about 15 s, a node
 * that ended by SIGTERM at once. From then on a tail has seconds to end. The tests share one cluster, so their order matters: the
 * last one ends its head.
 */
import { endAgent, type RayNode } from "../../src/index.ts";
import { type RayCluster, ray } from "@jobwire/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followed } from "../followed.ts";
import { ownHead } from "../own-head.ts";
import { linesOf } from "../read-log.ts";
import { runCli } from "../run-cli.ts";
import { type Measured, measured, nodeIsDeadAt } from "./measured.ts";

/** From the moment when the cluster lists the node as dead: two checks, the job's own end, and a slow machine. */
const limitMs = 30_000;
const endless = "i=0; while true; do i=$((i+1)); echo line $i; sleep 0.2; done";
const protocols = ["auto", "http", "websocket"] as const;
const own = ownHead(31_000);
let cluster: RayCluster;
let killed: RayNode;
let terminated: RayNode;
beforeAll(async () => {
  cluster = ray({ address: own.head.address, pollIntervalMs: 1_000 });
  killed = await own.head.addNode();
  terminated = await own.head.addNode();
}, 300_000);
afterAll(() => cluster?.close());

/** Submits a job to a node, or to the head. */
const submitTo = (node: RayNode | undefined, submissionId: string, entrypoint: string) =>
  cluster.jobs.submit({
    submissionId,
    entrypoint,
    ...(node === undefined ? {} : { entrypointResources: { [node.resource]: 0.01 } }),
  });

const tailsOf = (id: string): ReadonlyArray<Measured> =>
  protocols.map((protocol) => measured(`${id} ${protocol}`, cluster.jobs.tailLogs(id, { protocol })));

/** Expects each tail to end with the loss of its log, and prints how long it took. */
const expectLost = async (
  tails: ReadonlyArray<Measured>,
  of: { readonly logFile: string; readonly diedAt: number; readonly deadAt: Promise<number> },
): Promise<void> => {
  const deadAt = await of.deadAt;
  const truth = await linesOf(of.logFile);
  for (const tail of tails) {
    const { lines, error } = await tail.end;
    expect(error, tail.name).toMatchObject({ _tag: "JobLost", reason: "node-dead" });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines).toEqual(truth.slice(0, lines.length));
    expect((error as Error).message).toMatch(
      /\d+ lines? (?:were|was) read and (?:are|is) complete; the rest of the log was lost with the node/,
    );
    const endedAt = await tail.endedAt;
    const { jobStatus } = error as { jobStatus?: string };
    console.log(
      `${tail.name}: ended ${((endedAt - of.diedAt) / 1_000).toFixed(1)} s after the node's end, ${((endedAt - deadAt) / 1_000).toFixed(1)} s after Ray listed it as dead, job ${jobStatus}, ${lines.length} lines`,
    );
    expect(endedAt - deadAt).toBeLessThan(limitMs);
  }
};

test("tails and waits of jobs on nodes that die end with the loss, and with the job's own end where Ray has it", {
  timeout: 180_000,
}, async ({ signal }) => {
  const done = await submitTo(killed, "done", "seq 1 100; exit 3");
  await expect(done.wait()).resolves.toMatchObject({ status: "FAILED" });
  const jobs = await Promise.all([submitTo(killed, "killed", endless), submitTo(terminated, "terminated", endless)]);
  const command = runCli(["ray", "logs", "-f", "killed", "--verbose", "--address", own.head.address]);
  const tails = jobs.map(({ submissionId }) => tailsOf(submissionId));
  const waits = jobs.map((job) => job.wait());
  await Promise.all(tails.flat().map((tail) => tail.has((lines) => lines.length >= 20)));
  const nodes = await Promise.all(jobs.map(async (job) => (await job.status()).driverNodeId ?? ""));
  const diedAt = Date.now();
  await Promise.all([killed.kill(), terminated.terminate()]);
  const deadAt = nodes.map((nodeId) => nodeIsDeadAt(own.head.address, nodeId, signal));
  await Promise.all(
    [killed, terminated].map((node, at) =>
      expectLost(tails[at] ?? [], {
        logFile: node.logFile(jobs[at]?.submissionId ?? ""),
        diedAt,
        deadAt: deadAt[at] ?? Promise.reject(new Error("no node")),
      }),
    ),
  );
  for (const wait of waits) await expect(wait).resolves.toMatchObject({ status: "FAILED" });
  const ran = await command;
  // Ray learns of the job's end a moment after it learns of the node's.
  expect(ran.code, ran.stderr).toBe(1);
  expect(ran.stdout.split("\n")).toContain("line 10");
  expect(ran.stderr).toMatch(/is FAILED, but its log is no longer available: its node \w+ is dead/);
  expect(ran.stderr).not.toContain("Traceback");
});

test("the log of a finished job whose node is gone is JobLost within seconds, and the command exits with the job's code", {
  timeout: 120_000,
}, async () => {
  const began = Date.now();
  const lost = { _tag: "JobLost", reason: "node-dead", jobStatus: "FAILED", exitCode: 3 };
  await Promise.all([
    ...protocols.map(async (protocol) => {
      const { lines, error } = await followed(cluster.jobs.tailLogs("done", { protocol })).end;
      expect(lines).toEqual([]);
      expect(error).toMatchObject(lost);
    }),
    expect(cluster.jobs.getLogs("done")).rejects.toMatchObject(lost),
    runCli(["ray", "logs", "-f", "done", "--verbose", "--address", own.head.address]).then((ran) => {
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain("is FAILED (exit code 3), but its log is no longer available");
      expect(ran.stderr).not.toContain("Traceback");
    }),
    runCli(["ray", "logs", "done", "--address", own.head.address]).then(({ code }) => expect(code).toBe(4)),
  ]);
  console.log(`finished job: all ended ${((Date.now() - began) / 1_000).toFixed(1)} s after they began`);
  expect(Date.now() - began).toBeLessThan(limitMs);
});

test("tails and a wait of a driver on the head end when the head's node dies", { timeout: 180_000 }, async ({
  signal,
}) => {
  const job = await submitTo(undefined, "head", endless);
  const tails = tailsOf("head");
  const wait = job.wait().then(
    ({ status }) => status,
    (error: { reason?: string }) => error.reason,
  );
  await Promise.all(tails.map((tail) => tail.has((lines) => lines.length >= 20)));
  const nodeId = (await job.status()).driverNodeId ?? "";
  const diedAt = Date.now();
  await endAgent(own.head.mark);
  await expectLost(tails, {
    logFile: own.head.logFile("head"),
    diedAt,
    deadAt: nodeIsDeadAt(own.head.address, nodeId, signal),
  });
  // Ray may report the job RUNNING for ever, or FAILED.
  expect(["FAILED", "node-dead"]).toContain(await wait);
  console.log(
    `wait of the driver on the head: ended ${((Date.now() - diedAt) / 1_000).toFixed(1)} s after the node's end`,
  );
});
