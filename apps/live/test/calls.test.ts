import { afterAll, beforeAll, expect, test } from "vitest";
import { type CheckedCluster, checkedCluster } from "./checked-cluster.ts";
import { liveRay, logFileOf } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

let checked: CheckedCluster;
beforeAll(async () => {
  checked = await checkedCluster({ address: liveRay.address });
});
afterAll(() => checked.cluster.close());

test("version, health and nodes", async () => {
  const { cluster } = checked;
  expect(await cluster.version()).toMatchObject({ apiVersion: "4", rayVersion: "2.60.0" });
  await cluster.health();
  const { rows: nodes, complete } = await cluster.nodes.list();
  expect(complete).toBe(true);
  expect(nodes).toHaveLength(1);
  expect(nodes[0]).toMatchObject({ isHeadNode: true, state: "ALIVE" });
  expect(nodes[0]?.resourcesTotal).toMatchObject({ CPU: 2 });
});

test("submit with every field, get, list, logs, wait and delete", async () => {
  const { cluster } = checked;
  const nodeId = (await cluster.nodes.list()).rows[0]?.nodeId ?? "";
  const submissionId = `every field ${Date.now()}`;
  const job = await cluster.jobs.submit({
    submissionId,
    entrypoint: 'echo "$GREETING"; sleep 1; echo bye',
    runtimeEnv: { env_vars: { GREETING: "안녕 🚀" } },
    metadata: { team: "live", empty: "" },
    entrypointNumCpus: 0.5,
    entrypointNumGpus: 0,
    entrypointMemory: 50_000_000,
    entrypointResources: { "node:__internal_head__": 0.001 },
    entrypointLabelSelector: { "ray.io/node-id": nodeId },
  });
  expect(job.submissionId).toBe(submissionId);

  const lines = await readLog(job.logs(), logFileOf(submissionId));
  expect(lines).toEqual(expect.arrayContaining(["안녕 🚀", "bye"]));
  const end = await job.result();
  expect(end).toMatchObject({
    type: "SUBMISSION",
    status: "SUCCEEDED",
    metadata: { team: "live", empty: "" },
    runtimeEnv: { env_vars: { GREETING: "안녕 🚀" } },
    driverNodeId: nodeId,
    driverExitCode: 0,
  });
  expect(end.endTimeMs).toBeGreaterThan(end.startTimeMs ?? Number.POSITIVE_INFINITY);
  expect(await cluster.jobs.get(submissionId)).toEqual(end);
  expect((await cluster.jobs.list()).find((one) => one.submissionId === submissionId)).toEqual(end);
  expect((await job.getLogs()).split("\n")).toEqual([...lines, ""]);

  const again = cluster.jobs.handle(JSON.parse(JSON.stringify(job)) as ReturnType<typeof job.toJSON>);
  expect(await again.status()).toEqual(end);
  expect(await again.stop()).toEqual({ stopped: false });
  await again.delete();
  await expect(again.status()).rejects.toMatchObject({ _tag: "NotFound" });
});

test("stop, and wait for many; result returns how each ended", async () => {
  const { cluster } = checked;
  const stopped = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  const failed = await cluster.jobs.submit({ entrypoint: "echo reason; exit 3" });
  const seen: Array<string> = [];
  const both = cluster.jobs.waitAll([stopped.submissionId, failed.submissionId], {
    onChange: (job) => void seen.push(job.status),
  });
  await expect.poll(async () => (await stopped.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
  expect(await stopped.stop({ wait: true })).toEqual({ stopped: true });
  expect((await both).map((job) => job.status)).toEqual(["STOPPED", "FAILED"]);
  expect(seen).toEqual(expect.arrayContaining(["STOPPED", "FAILED"]));
  await expect(stopped.result()).rejects.toMatchObject({ _tag: "JobStopped" });
  await expect(failed.result()).rejects.toMatchObject({
    _tag: "JobFailed",
    exitCode: 3,
    errorType: "JOB_ENTRYPOINT_COMMAND_ERROR",
    message: expect.stringContaining("reason") as string,
  });
});

test("refused calls", async () => {
  const { cluster } = checked;
  const id = "raysubmit_doesnotexist00";
  for (const call of [
    () => cluster.jobs.get(id),
    () => cluster.jobs.getLogs(id),
    () => cluster.jobs.stop(id),
    () => cluster.jobs.delete(id),
    async () => {
      for await (const line of cluster.jobs.tailLogs(id, { protocol: "websocket" })) void line;
    },
  ]) {
    await expect(call()).rejects.toMatchObject({ _tag: "NotFound" });
  }
});

test("every response matches specs/ray.yaml", () => {
  const { answers } = checked;
  expect(answers.filter((answer) => !answer.ok).flatMap((answer) => answer.problems)).toEqual([]);
  const operations = new Set(answers.filter((answer) => answer.bodyChecked).map((answer) => answer.operationId));
  expect([...operations]).toEqual(
    expect.arrayContaining(["getVersion", "getHealth", "submitJob", "listJobs", "getJob", "deleteJob", "stopJob"]),
  );
});
