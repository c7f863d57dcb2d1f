/**
 * A head that keeps jobs and nodes in Redis is killed and started again at the same address. The ended jobs are listed as before, but
 * their node is dead and their logs are lost with its disk. `/logs` still responds with an empty text, since a new agent listens at
 * the old one's port. The tests share one head, so their order matters.
 */
import { type RayCluster, ray, type TailOptions } from "@jobwire/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RAY_VERSION } from "../src/index.ts";
import { followed, type Followed } from "./followed.ts";
import { makeGates } from "./gates.ts";
import { program } from "./live-ray.ts";
import { ownHead } from "./own-head.ts";
import { linesOf, readLog } from "./read-log.ts";
import { runCli } from "./run-cli.ts";

const own = ownHead(26_000, { persistent: true });
let cluster: RayCluster;
beforeAll(() => {
  cluster = ray({ address: own.head.address, pollIntervalMs: 500 });
});
afterAll(() => cluster?.close());

/** Not so in the matrix, which also runs these tests on older versions. */
const isNewest = (process.env["JOBWIRE_LIVE_VERSION"] ?? RAY_VERSION) === RAY_VERSION;
const old = "old";
const tails: ReadonlyArray<TailOptions> = [{}, { protocol: "websocket" }, { protocol: "http" }, { tail: 5 }];
const lost = { _tag: "JobLost", reason: "node-dead" };
const ofProgram = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.filter((line) => /^\d{9} /.test(line));

test("a tail across the restart yields correct lines and ends with JobLost; the wait ends by the head's status or node", {
  timeout: 400_000,
}, async ({ signal }) => {
  const { head } = own;
  const ended = await cluster.jobs.submit({ submissionId: old, entrypoint: program("lines", "numbered", 500) });
  await readLog(ended.logs(), head.logFile(ended.submissionId));
  await expect(ended.result()).resolves.toMatchObject({ status: "SUCCEEDED" });

  await using gates = await makeGates(signal);
  const entrypoint = program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "50");
  const job = await cluster.jobs.submit({ submissionId: "cut", entrypoint });
  const logFile = head.logFile(job.submissionId);
  const wait = job.wait().catch((error: unknown) => error);
  const readers: ReadonlyArray<Followed> = (["auto", "websocket", "http"] as const).map((protocol) =>
    followed(job.logs({ protocol })),
  );
  await gates.reached(50);
  await Promise.all(readers.map((reader) => reader.has((lines) => ofProgram(lines).length === 500)));
  const truth = await linesOf(logFile);
  await head.kill();
  await head.startAgain({ disk: "lost" });
  for (const reader of readers) {
    const { lines, error } = await reader.end;
    expect(error).toMatchObject(lost);
    expect(lines).toEqual(truth);
  }
  // Older versions give no type, and this message alone.
  const failed = { status: "FAILED", errorType: isNewest ? "JOB_SUPERVISOR_ACTOR_START_FAILURE" : null };
  // A new head lists the old node as dead at once. When it is slow to mark the job as failed, the wait ends by the node.
  const waited = await wait;
  expect(waited).toMatchObject(waited instanceof Error ? lost : failed);
  await expect
    .poll(() => cluster.jobs.get(job.submissionId), { timeout: 120_000, interval: 500 })
    .toMatchObject(failed);
});

test("after the restart the head's responses make an empty log look complete", async () => {
  const { address } = own.head;
  const job = await cluster.jobs.get(old);
  expect(job.status).toBe("SUCCEEDED");
  const { rows } = await cluster.nodes.list();
  expect(rows.find(({ nodeId }) => nodeId === job.driverNodeId)?.state).toBe("DEAD");
  const answer = await fetch(`${address}/api/jobs/${old}/logs`, { headers: { "user-agent": "test" } });
  expect([answer.status, await answer.json()]).toEqual([200, { logs: "" }]);
});

test("a log that was lost with its node is JobLost and never an empty log, for every protocol", async () => {
  const ways = [old, "cut"].flatMap((id) => tails.map((options) => ({ id, options })));
  const ends = await Promise.all(ways.map(({ id, options }) => followed(cluster.jobs.tailLogs(id, options)).end));
  expect(ends.map(({ lines, error }, i) => ({ ...ways[i], lines, error }))).toEqual(
    ways.map((way) => ({ ...way, lines: [], error: expect.objectContaining(lost) as Error })),
  );
});

test("a log that was lost with its node is JobLost and never an empty log: getLogs", async () => {
  await expect(cluster.jobs.getLogs(old)).rejects.toMatchObject(lost);
  await expect(cluster.jobs.getLogs("cut")).rejects.toMatchObject(lost);
});

test("the command reports a log that was lost with its node, and the job's status", async () => {
  const flags = ["", "-f", "-f --protocol http", "-f --protocol websocket", "--tail 5"];
  const runs = await Promise.all(
    flags.map((line) =>
      runCli(["ray", "logs", old, ...line.split(" ").filter(Boolean), "--address", own.head.address]),
    ),
  );
  for (const ran of runs) {
    expect(ran).toMatchObject({ stdout: "", stderr: expect.stringMatching(/\bnode\b.*\bdead\b/) as string });
    expect(ran.stderr).toContain("SUCCEEDED");
  }
  // A command that follows exits with the job's code, which Ray still has; a lost log alone is 4.
  expect(runs.map(({ code }) => code)).toEqual(flags.map((line) => (line.startsWith("-f") ? 0 : 4)));
});

test("other calls work: a job that failed before it had a node has no log, a new job can be followed, an old one deleted", async () => {
  const { head } = own;
  const failed = await cluster.jobs.submit({
    entrypoint: "true",
    runtimeEnv: { working_dir: "gcs://_ray_pkg_0123456789abcdef.zip" },
  });
  await failed.wait();
  await failed.getLogs();
  const job = await cluster.jobs.submit({ entrypoint: "echo one; sleep 1; echo two" });
  const lines = await readLog(job.logs(), head.logFile(job.submissionId));
  expect(lines).toEqual(expect.arrayContaining(["one", "two"]));
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  expect(await cluster.jobs.stop(old)).toEqual({ stopped: false });
  await cluster.jobs.delete(old);
  await expect(followed(cluster.jobs.tailLogs(old)).end).resolves.toMatchObject({
    lines: [],
    error: { _tag: "NotFound" },
  });
});

test("a restarted head that kept its disk returns the old logs complete", { timeout: 300_000 }, async () => {
  const { head } = own;
  const entrypoint = program("lines", "numbered", 500);
  const job = await cluster.jobs.submit({ submissionId: "kept", entrypoint });
  await job.result();
  const truth = await linesOf(head.logFile(job.submissionId));
  await head.kill();
  await head.startAgain({ disk: "kept" });
  expect((await job.getLogs()).split("\n").slice(0, -1)).toEqual(truth);
  const ends = await Promise.all([{}, { protocol: "http" } as const].map((options) => followed(job.logs(options)).end));
  expect(ends).toEqual(ends.map(() => ({ lines: truth, error: undefined })));
});
