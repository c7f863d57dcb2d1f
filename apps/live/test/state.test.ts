import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CheckedCluster, checkedCluster } from "./checked-cluster.ts";
import { folderWith } from "./folders.ts";
import { liveRay, program } from "./live-ray.ts";

let checked: CheckedCluster;
let jobId: string;
const ending = new AsyncDisposableStack();
beforeAll(async () => {
  checked = await checkedCluster({ address: liveRay.address });
  ending.defer(() => checked.cluster.close());
  const flags = ending.use(await folderWith({}));
  const job = await checked.cluster.jobs.submit({ entrypoint: program("tasks", join(flags.path, "tried")) });
  ending.defer(async () => void (await job.stop({ wait: true })));
  for await (const line of job.logs()) if (line === "ready") break;
  // The last tasks reach the store a little later.
  const filters = [{ key: "name", value: "counted" }];
  await vi.waitFor(async () => expect((await checked.cluster.tasks.list({ filters })).matching).toBe(300), {
    interval: 500,
    timeout: 60_000,
  });
  jobId = (await job.status()).jobId ?? "";
});
afterAll(() => ending.disposeAsync());

test("a list of 300 tasks with limit 100 reports that more exist", async () => {
  const { tasks } = checked.cluster;
  const filters = [
    { key: "name", value: "counted" },
    { key: "jobId", value: jobId },
  ];
  const some = await tasks.list({ limit: 100, filters });
  expect([some.rows.length, some.complete, some.matching]).toEqual([100, false, 300]);
  expect(some.incomplete).toMatchObject([{ reason: "limit" }]);
  const all = await tasks.list({ limit: 1000, filters });
  expect([all.rows.length, all.complete]).toEqual([300, true]);
  expect(new Set(all.rows.map(({ taskId }) => taskId)).size).toBe(300);
  expect(
    (await tasks.list({ filters: [...filters, { key: "name", predicate: "!=", value: "counted" }] })).matching,
  ).toBe(0);
});

test("a task, a node, an actor and the others by their ids", async () => {
  const { cluster } = checked;
  const [retried] = (await cluster.tasks.list({ filters: [{ key: "name", value: "retried" }] })).rows;
  const attempts = await cluster.tasks.get(retried?.taskId ?? "");
  expect(attempts.map(({ attemptNumber, state }) => [attemptNumber, state])).toEqual([
    [0, "FAILED"],
    [1, "FINISHED"],
  ]);
  expect(attempts[0]?.errorMessage).toContain("the first attempt fails");
  expect(await cluster.tasks.getLogs(retried?.taskId ?? "", { attemptNumber: 1 })).toMatch(/^attempt of \d+\n$/);
  const [node] = (await cluster.nodes.list()).rows;
  expect(await cluster.nodes.get(node?.nodeId ?? "")).toMatchObject({
    isHeadNode: true,
    state: "ALIVE",
    endTimeMs: null,
  });
  const [speaker] = (await cluster.actors.list({ filters: [{ key: "name", value: "live-speaker" }] })).rows;
  const actorId = speaker?.actorId ?? "";
  expect(await cluster.actors.get(actorId)).toMatchObject({
    className: "Speaker",
    state: "ALIVE",
    numRestarts: 0,
    jobId,
  });
  expect(await cluster.actors.getLogs(actorId)).toContain("the actor speaks\n");
  const [group] = (await cluster.placementGroups.list({ filters: [{ key: "name", value: "live-group" }] })).rows;
  expect((await cluster.placementGroups.get(group?.placementGroupId ?? "")).bundles).toHaveLength(1);
  const worker = (await cluster.workers.list({ limit: 1000, detail: true })).rows.find(({ isAlive }) => isAlive);
  expect((await cluster.workers.get(worker?.workerId ?? "")).pid).toBe(worker?.pid);
  const held = (await cluster.objects.list({ limit: 10_000 })).rows.find((row) => (row.objectSize ?? 0) >= 200_000);
  expect((await cluster.objects.get(held?.objectId ?? "")).length).toBeGreaterThan(0);
});

test("an unknown id is NotFound", async () => {
  const { cluster } = checked;
  for (const get of [
    () => cluster.tasks.get(`${"0".repeat(40)}01000000`),
    () => cluster.nodes.get("0".repeat(56)),
    () => cluster.actors.get(`${"0".repeat(24)}01000000`),
    () => cluster.workers.get("0".repeat(56)),
    () => cluster.placementGroups.get("0".repeat(36)),
    () => cluster.objects.get("0".repeat(56)),
    () => cluster.tasks.getLogs(`${"0".repeat(40)}01000000`),
    () => cluster.actors.getLogs(`${"0".repeat(24)}01000000`),
  ]) {
    await expect(get()).rejects.toMatchObject({ _tag: "NotFound" });
  }
});

test("summaries, the timeline, a search for jobs, the cluster's status and a diagnosis", async () => {
  const { cluster } = checked;
  const summary = await cluster.tasks.summary({ filters: [{ key: "jobId", value: jobId }] });
  expect(summary.byName["counted"]).toEqual({ type: "NORMAL_TASK", states: { FINISHED: 300 } });
  expect((await cluster.actors.summary()).byClass["Speaker"]?.states).toMatchObject({ ALIVE: 1 });
  expect((await cluster.objects.summary()).totalObjects).toBeGreaterThan(0);
  const timeline = await cluster.tasks.timeline({ jobId });
  expect([timeline.complete, timeline.events.length > 300]).toEqual([true, true]);
  const found = await cluster.jobs.search({ filters: [{ key: "jobId", value: jobId }] });
  expect(found.rows.map(({ status }) => status)).toEqual(["RUNNING"]);
  expect((await cluster.clusterStatus()).text).toContain("CPU");
  expect((await cluster.activities()).map(({ state }) => state)).toEqual(["ACTIVE"]);
  const report = await cluster.diagnose();
  expect([report.ok, report.checks.filter(({ result }) => result !== "ok" && result !== "untried")]).toEqual([
    true,
    [],
  ]);
  expect(report.checks.filter(({ result }) => result === "untried").map(({ name }) => name)).toEqual([
    "plain",
    "writes",
  ]);
  expect(report.tail.map(({ source }) => source)).toEqual(["websocket", "file", "plain"]);
});

test("every response matches specs/ray.yaml", () => {
  const { answers } = checked;
  expect(answers.filter((answer) => !answer.ok).flatMap((answer) => answer.problems)).toEqual([]);
  const operations = new Set(answers.filter((answer) => answer.bodyChecked).map((answer) => answer.operationId));
  expect([...operations]).toEqual(
    expect.arrayContaining([
      "listTasks",
      "listActors",
      "listObjects",
      "summarizeTasks",
      "getTaskTimeline",
      "listJobStates",
    ]),
  );
});
