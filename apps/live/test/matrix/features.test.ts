/**
 * The features that the table of docs/versions.md lists, each as one test, on the Ray that `JOBWIRE_LIVE_PYTHON` has. The matrix runs
 * them on every version.
 */
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ray, type RayCluster, uploadWorkingDir } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { folderWith } from "../folders.ts";
import { program } from "../live-ray.ts";
import { ownHead } from "../own-head.ts";
import { readLog } from "../read-log.ts";
import { runCli } from "../run-cli.ts";

const own = ownHead(22_000);
const LINES = 200_000;
let cluster: RayCluster;
beforeAll(() => {
  cluster = ray({ address: own.head.address });
});
afterAll(() => cluster?.close());

const cli = (command: string, ...args: ReadonlyArray<string>) =>
  runCli(["ray", command, "--address", own.head.address, ...args]);
const fileOf = (job: { readonly submissionId: string }): string => own.head.logFile(job.submissionId);

test("version", async () => {
  expect((await cluster.version()).rayVersion).toBe(process.env["JOBWIRE_LIVE_VERSION"]);
});

test("doctor", async ({ annotate }) => {
  const ran = await cli("doctor", "--json");
  const { checks } = JSON.parse(ran.stdout) as {
    checks: ReadonlyArray<{ name: string; result: string; message: string }>;
  };
  expect([ran.code, checks.filter(({ result }) => result === "failed" || result === "skipped")]).toEqual([0, []]);
  for (const { name, result } of checks) if (result === "warning") await annotate(`${name} is a warning`);
});

test("submit", async () => {
  const job = await cluster.jobs.submit({
    entrypoint: 'echo "$GREETING"; exit 3',
    runtimeEnv: { env_vars: { GREETING: "안녕 🚀" } },
    metadata: { team: "live", empty: "" },
    entrypointNumCpus: 0.5,
    entrypointResources: { "node:__internal_head__": 0.001 },
  });
  const lines = await readLog(job.logs(), fileOf(job));
  expect(lines).toContain("안녕 🚀");
  await expect(job.result()).rejects.toMatchObject({ _tag: "JobFailed", exitCode: 3 });
  expect(await job.status()).toMatchObject({ status: "FAILED", metadata: { team: "live", empty: "" } });
  const again = cluster.jobs.submit({ entrypoint: "true", submissionId: job.submissionId });
  await expect(again).rejects.toMatchObject({ _tag: "Conflict", reason: "exists" });
  expect((await cli("submit", "--", "echo", "one")).stdout).toContain("one\n");
});

// Each protocol, on the same job at the same time: ASCII, Korean, emoji, bars drawn with \r, a line of 5 MB, a byte that is not UTF-8.
test(`follow ${LINES.toLocaleString("en")} lines`, { timeout: 300_000 }, async () => {
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "mixed", LINES, "--seconds", 5) });
  const live = await readLog(job.logs(), fileOf(job));
  expect(live.length).toBeGreaterThan(LINES);
  for (const protocol of ["auto", "http", "websocket"] as const)
    expect(await readLog(job.logs({ protocol }), fileOf(job))).toHaveLength(live.length);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
});

test("follow through a proxy that cuts", { timeout: 300_000 }, async ({ annotate }) => {
  const job = await cluster.jobs.submit({ entrypoint: program("lines", "numbered", LINES, "--seconds", 5) });
  await using proxy = await startCuttingProxy({ target: own.head.address, meanBytes: 2_000_000, seed: 7 });
  await using cut = ray({ address: proxy.url });
  await readLog(cut.jobs.tailLogs(job.submissionId), fileOf(job));
  const { cuts } = proxy.stats();
  const made = cuts.reset + cuts.fin + cuts.stall;
  expect(made).toBeGreaterThan(3);
  await annotate(`${made} cuts`);
});

test("stop", async () => {
  const job = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  await expect.poll(async () => (await job.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
  expect(await job.stop({ wait: true })).toEqual({ stopped: true });
  await expect(job.result()).rejects.toMatchObject({ _tag: "JobStopped" });
  expect(await job.stop()).toEqual({ stopped: false });
});

test("list", async () => {
  const job = await cluster.jobs.submit({ entrypoint: "true" });
  const end = await job.result();
  expect((await cluster.jobs.list()).find(({ submissionId }) => submissionId === job.submissionId)).toEqual(end);
  const listed = await cli("list");
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining(job.submissionId) as string });
  const filters = [{ key: "submissionId", value: job.submissionId }];
  expect((await cluster.jobs.search({ filters })).rows.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
});

/** A job with 300 tasks, one of them retried, an actor and a placement group, which stays until the test ends. */
const withTasks = async (): Promise<{ readonly jobId: string } & AsyncDisposable> => {
  const ending = new AsyncDisposableStack();
  const flags = ending.use(await folderWith({}));
  const job = await cluster.jobs.submit({ entrypoint: program("tasks", join(flags.path, "tried")) });
  ending.defer(async () => void (await job.stop({ wait: true })));
  for await (const line of job.logs()) if (line === "ready") break;
  const { jobId } = await job.status();
  return { jobId: jobId ?? "", [Symbol.asyncDispose]: () => ending.disposeAsync() };
};

test("state", { timeout: 180_000 }, async () => {
  await using tasks = await withTasks();
  const filters = [
    { key: "name", value: "counted" },
    { key: "jobId", value: tasks.jobId },
  ];
  // The last tasks reach Ray's store a little later.
  await vi.waitFor(async () => expect((await cluster.tasks.list({ filters })).matching).toBe(300), {
    interval: 500,
    timeout: 60_000,
  });
  const some = await cluster.tasks.list({ limit: 100, filters });
  expect([some.rows.length, some.complete, some.incomplete?.[0]?.reason]).toEqual([100, false, "limit"]);
  const [node] = (await cluster.nodes.list()).rows;
  expect(await cluster.nodes.get(node?.nodeId ?? "")).toMatchObject({ isHeadNode: true, state: "ALIVE" });
  const [speaker] = (await cluster.actors.list({ filters: [{ key: "name", value: "live-speaker" }] })).rows;
  expect(await cluster.actors.get(speaker?.actorId ?? "")).toMatchObject({ className: "Speaker", state: "ALIVE" });
  const [group] = (await cluster.placementGroups.list({ filters: [{ key: "name", value: "live-group" }] })).rows;
  expect((await cluster.placementGroups.get(group?.placementGroupId ?? "")).bundles).toHaveLength(1);
  expect((await cluster.workers.list({ limit: 1_000 })).rows.some(({ isAlive }) => isAlive)).toBe(true);
  expect(
    (await cluster.objects.list({ limit: 10_000 })).rows.some(({ objectSize }) => (objectSize ?? 0) >= 200_000),
  ).toBe(true);
  const summary = await cluster.tasks.summary({ filters: [{ key: "jobId", value: tasks.jobId }] });
  expect(summary.byName["counted"]).toEqual({ type: "NORMAL_TASK", states: { FINISHED: 300 } });
  expect((await cluster.clusterStatus()).text).toContain("CPU");
});

test("working_dir", async () => {
  await using folder = await folderWith({
    "main.py": "import lib.numbers\nprint(open('data.txt').read(), lib.numbers.answer)\n",
    "lib/numbers.py": "answer = 42\n",
    "data.txt": "the answer is",
    "left.log": "left behind",
    ".gitignore": "*.log\n",
    "stamp.txt": String(Date.now()),
  });
  const first = await uploadWorkingDir(cluster, folder.path);
  const python = process.env["JOBWIRE_LIVE_PYTHON"];
  const job = await cluster.jobs.submit({
    entrypoint: `'${python}' main.py; ls`,
    runtimeEnv: { working_dir: first.uri },
  });
  const log = (await job.result(), await job.getLogs());
  expect(log).toContain("the answer is 42\n");
  expect(log).not.toContain("left.log");
  expect(await uploadWorkingDir(cluster, folder.path)).toMatchObject({ uri: first.uri, uploaded: false });
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const app =
  "from ray import serve\n@serve.deployment\nclass Answer:\n    def __call__(self, request):\n        return 'served'\n" +
  "app = Answer.bind()\n";

test("Serve", { timeout: 300_000 }, async () => {
  await using folder = await folderWith({ "app.py": app });
  const { uri } = await uploadWorkingDir(cluster, folder.path);
  const port = await freePort();
  const { serve } = cluster;
  expect((await serve.get()).running).toBe(false);
  await serve.deploy({
    proxy_location: "HeadOnly",
    http_options: { host: "127.0.0.1", port },
    applications: ["one", "two"].map((name) => ({
      name,
      route_prefix: `/${name}`,
      import_path: "app:app",
      runtime_env: { working_dir: uri },
      deployments: [{ name: "Answer", ray_actor_options: { num_cpus: 0.1 } }],
    })),
  });
  await serve.wait(["one", "two"], { timeoutMs: 180_000 });
  const ask = async (name: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${name}`)).text();
  await expect.poll(() => ask("one"), { timeout: 30_000, interval: 500 }).toBe("served");
  await serve.delete("two");
  await expect
    .poll(async () => (await serve.get()).applications.map(({ name }) => name), { timeout: 60_000, interval: 500 })
    .toEqual(["one"]);
  expect(await ask("one")).toBe("served");
  await serve.shutdown();
  await expect.poll(async () => (await serve.get()).running, { timeout: 60_000, interval: 500 }).toBe(false);
});

test("logs of tasks and actors", { timeout: 180_000 }, async () => {
  await using tasks = await withTasks();
  const filters = [
    { key: "name", value: "retried" },
    { key: "jobId", value: tasks.jobId },
  ];
  const taskId = await vi.waitFor(
    async () => {
      const [row] = (await cluster.tasks.list({ filters })).rows;
      expect((await cluster.tasks.get(row?.taskId ?? "")).at(-1)?.state).toBe("FINISHED");
      return row?.taskId ?? "";
    },
    { interval: 500, timeout: 60_000 },
  );
  for (const attemptNumber of [0, 1])
    expect(await cluster.tasks.getLogs(taskId, { attemptNumber })).toMatch(/^attempt of \d+\n$/);
  const [speaker] = (await cluster.actors.list({ filters: [{ key: "jobId", value: tasks.jobId }] })).rows;
  expect((await cluster.actors.getLogs(speaker?.actorId ?? "")).split("\n")).toContain("the actor speaks");
});
