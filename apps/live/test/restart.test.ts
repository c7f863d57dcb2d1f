/**
 * A head that keeps jobs and nodes in Redis is killed and started again at the same address. The ended jobs are listed as before, but
 * their node is dead and their logs went with its disk; `/logs` answers an empty text all the same, since a new agent listens where
 * the old one did. The tests go on with one head and stand in this order for that.
 */
import { type RayCluster, ray, type TailOptions } from "@jobwire/node";
import { afterAll, beforeAll, expect, test } from "vitest";
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

const old = "old";
const tails: ReadonlyArray<readonly [name: string, options: TailOptions]> = [
  ["auto", {}],
  ["websocket", { protocol: "websocket" }],
  ["http", { protocol: "http" }],
  ["auto, the last 5 lines", { tail: 5 }],
];
const lost = { _tag: "JobLost", reason: "node-dead" };
const ofProgram = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.filter((line) => /^\d{9} /.test(line));

test("a tail over the restart gives true lines and ends with JobLost; the wait ends with what the head says", {
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
  const wait = job.wait();
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
  await expect(wait).resolves.toMatchObject({ status: "FAILED", errorType: "JOB_SUPERVISOR_ACTOR_START_FAILURE" });
});

test("what the head says after that is what makes an empty log look whole", async () => {
  const { address } = own.head;
  const job = await cluster.jobs.get(old);
  expect(job.status).toBe("SUCCEEDED");
  const { rows } = await cluster.nodes.list();
  expect(rows.find(({ nodeId }) => nodeId === job.driverNodeId)?.state).toBe("DEAD");
  const answer = await fetch(`${address}/api/jobs/${old}/logs`, { headers: { "user-agent": "test" } });
  expect([answer.status, await answer.json()]).toEqual([200, { logs: "" }]);
});

test.for(tails)("a log that went with its node is JobLost and never an empty log: tail %s", async ([, options]) => {
  for (const id of [old, "cut"]) {
    const { lines, error } = await followed(cluster.jobs.tailLogs(id, options)).end;
    expect([lines, error]).toEqual([[], expect.objectContaining(lost)]);
    expect((error as Error).message).toContain("node");
  }
});

test("a log that went with its node is JobLost and never an empty log: getLogs", async () => {
  await expect(cluster.jobs.getLogs(old)).rejects.toMatchObject(lost);
  await expect(cluster.jobs.getLogs("cut")).rejects.toMatchObject(lost);
});

test.for(["", "-f", "-f --protocol http", "-f --protocol websocket", "--tail 5"])(
  "a log that went with its node is an error of the command: logs %s",
  async (flags) => {
    const ran = await runCli([
      "ray",
      "logs",
      old,
      ...flags.split(" ").filter((flag) => flag !== ""),
      "--address",
      own.head.address,
    ]);
    expect(ran).toMatchObject({ stdout: "" });
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(/\bnode\b.*\bdead\b/);
    expect(ran.stderr).toContain("SUCCEEDED");
  },
);

test("the other calls go on: a job that failed before it had a node has no log, a new job is followed, an old one deleted", async () => {
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
