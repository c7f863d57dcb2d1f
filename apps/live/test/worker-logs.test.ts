import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogTail, RayJobHandle, WorkerLogStatus } from "@jobwire/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CheckedCluster, checkedCluster } from "./checked-cluster.ts";
import { folderWith } from "./folders.ts";
import { liveRay, program } from "./live-ray.ts";

const longLines = 20_000;

let checked: CheckedCluster;
let job: RayJobHandle;
const ending = new AsyncDisposableStack();
/** The tails that began while the job ran, by the names that it prints. */
const tails = new Map<string, Promise<Followed>>();
const ids = new Map<string, string>();
/** All lines of the job's workers, by their log. */
const merged = new Map<string, Array<string>>();
const mergedStatuses: Array<WorkerLogStatus> = [];

interface Followed {
  readonly lines: ReadonlyArray<string>;
  readonly error: unknown;
}

const follow = async (tail: LogTail): Promise<Followed> => {
  const lines: Array<string> = [];
  try {
    for await (const batch of tail.batches()) lines.push(...batch.lines);
  } catch (error) {
    return { lines, error };
  }
  return { lines, error: undefined };
};

const followWorkers = async (): Promise<void> => {
  const options = { onStatus: (status: WorkerLogStatus) => void mergedStatuses.push(status) };
  for await (const { pid, stream, lines } of job.workerLogs(options).batches()) {
    const of = merged.get(`${pid}.${stream}`) ?? [];
    merged.set(`${pid}.${stream}`, of);
    of.push(...lines);
  }
};

beforeAll(async () => {
  checked = await checkedCluster({ address: liveRay.address });
  ending.defer(() => checked.cluster.close());
  const flags = ending.use(await folderWith({}));
  const { cluster } = checked;
  job = await cluster.jobs.submit({ entrypoint: program("workers", flags.path, longLines) });
  ending.defer(async () => void (await job.stop({ wait: true })));
  const workers = followWorkers();
  for await (const line of job.logs()) {
    const [kind, name = "", id = ""] = line.split(" ");
    if (kind !== "task" && kind !== "actor") continue;
    ids.set(name, id);
    tails.set(name, follow(kind === "task" ? cluster.tasks.tailLogs(id) : cluster.actors.tailLogs(id)));
  }
  await Promise.all([...tails.values(), workers]);
});
afterAll(() => ending.disposeAsync());

const linesOf = async (name: string): Promise<ReadonlyArray<string>> => {
  const followed = await tails.get(name);
  expect(followed?.error).toBeUndefined();
  return followed?.lines ?? [];
};

test("a task of 20,000 lines is followed whole, and without the lines of the worker's next tasks", async () => {
  const expected = Array.from({ length: longLines }, (_, number) => `long ${number} ${"x".repeat(number % 50)}`);
  expect(await linesOf("long")).toEqual([...expected, "long without an end"]);
});

test("short tasks that share workers have their own lines only, in both outputs", async () => {
  for (let number = 0; number < 20; number++) {
    expect(await linesOf(`short-${number}`)).toEqual([`short ${number}`]);
    const errors = await follow(checked.cluster.tasks.tailLogs(ids.get(`short-${number}`) ?? "", { stream: "err" }));
    expect(errors).toEqual({ lines: [`error of ${number}`], error: undefined });
  }
  expect(await linesOf("silent")).toEqual([]);
  const threaded = await linesOf("threaded");
  expect(["line of the task,late line of a thread", "line of the task"]).toContain(threaded.join());
});

test("each attempt of a retried task has its own lines, also when its worker died", async () => {
  const { tasks } = checked.cluster;
  expect(await linesOf("retried")).toEqual(["attempt 0"]);
  expect(await linesOf("crashed")).toEqual(["life 0"]);
  const attemptNumber = 1;
  for (const [name, line] of [
    ["retried", "attempt 1"],
    ["crashed", "life 1"],
  ] as const) {
    const id = ids.get(name) ?? "";
    expect(await follow(tasks.tailLogs(id, { attemptNumber }))).toEqual({ lines: [line], error: undefined });
    expect(await tasks.getLogs(id, { attemptNumber })).toBe(`${line}\n`);
  }
});

test("an actor is followed to its restart, and the new worker from its start", async () => {
  const spoken = (first: number, count: number): ReadonlyArray<string> =>
    Array.from({ length: count }, (_, number) => `spoken ${first + number}`);
  const former = await tails.get("speaker");
  expect(former?.error).toMatchObject({ _tag: "LogReset", reason: "restarted" });
  expect(former?.lines.slice(2)).toEqual([...spoken(0, 110), "last words"]);
  const latter = await follow(checked.cluster.actors.tailLogs(ids.get("speaker") ?? ""));
  expect(latter.error).toBeUndefined();
  expect(latter.lines.slice(2)).toEqual(spoken(110, 5));
});

test("the merged logs have every line of every worker of the job, as on the disk", async () => {
  const { jobId } = await job.status();
  const onDisk = new Map<string, ReadonlyArray<string>>();
  for (const name of readdirSync(liveRay.logDir)) {
    const [, pid, stream] = /^worker-.*-(\d+)\.(out|err)$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const lines = readFileSync(join(liveRay.logDir, name), "utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    if (lines[0] !== `:job_id:${jobId}`) continue;
    const own = lines.filter((line) => !/^:(job_id|task_name|actor_name):/.test(line));
    if (own.length > 0) onDisk.set(`${pid}.${stream}`, own);
  }
  expect(onDisk.size).toBeGreaterThan(3);
  expect(Object.fromEntries(merged)).toEqual(Object.fromEntries(onDisk));
  expect(mergedStatuses.at(-1)).toMatchObject({ type: "ended", jobStatus: "SUCCEEDED" });
});
