/**
 * The real Python clients of the Synapse Agent, sync and async, accept the reference agent: every call of the surface that
 * Jobwire has, and all three tails. The expected items of a tail are those that the client yields, including its defects.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceAgent, startReferenceAgent } from "@jobwire/testing";
import { referenceAgentMixedLog } from "@jobwire/testing/internal";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drivePythonClient, type PythonCall, type PythonOutcome } from "./python-client.ts";

interface Case extends PythonCall {
  readonly name: string;
  readonly outcome: unknown;
}

const credentials = { token: "agent-token", userToken: "user", tenant: "tenant" };
const mixed = "raysubmit_mixed";
const lines = referenceAgentMixedLog.split("\n");
/** Both clients drop empty lines. */
const shownLines = lines.filter((line) => line !== "");
/** The async HTTP tail yields the framing, and `complete` as a line. */
const framedLines = [...lines.map((message) => ({ type: "log", message })), { type: "complete" }];
const result = (value: unknown) => ({ result: value });
const failed = (error: string, status: unknown, detail: unknown = expect.anything()) => ({ error, status, detail });
const job = (id: string, status: string) =>
  expect.objectContaining({ submission_id: id, status, entrypoint: expect.any(String) as string });
const defaultPolicy = {
  max_concurrent_jobs: 3,
  max_concurrent_serve_replicas: 16,
  gatekeeping_enabled: true,
  cpu_max_utilization_percent: 90,
  memory_max_utilization_percent: 90,
  gpu_max_utilization_percent: 90,
  gpu_max_memory_percent: 90,
  max_concurrent_ray_jobs: 0,
  resource_cache_ttl_seconds: 5,
};
const snapshot = (stale: boolean) =>
  result(
    expect.objectContaining({
      model: "ClusterResourceSnapshot",
      stale,
      node_counts: { total: 1, alive: 1, dead: 0 },
      nodes: [expect.objectContaining({ node_id: "a1b2c3", is_head_node: true, state: "ALIVE" })],
    }),
  );

/** The calls of both clients, in an order that works on one server. */
const common: ReadonlyArray<Case> = [
  { name: "health", method: "health_check", outcome: result({ status: "ok" }) },
  {
    name: "a wrong token",
    method: "health_check",
    token: "wrong",
    outcome: failed("AuthenticationError", 401),
  },
  {
    name: "all jobs",
    method: "list_jobs",
    outcome: result([
      job("raysubmit_finished", "SUCCEEDED"),
      job(mixed, "SUCCEEDED"),
      job("raysubmit_failed", "FAILED"),
      job("raysubmit_running", "RUNNING"),
      job("live-websocket", "RUNNING"),
      job("live-http", "RUNNING"),
      job("live-auto", "RUNNING"),
    ]),
  },
  { name: "a finished job", method: "get_job", args: [mixed], outcome: result(job(mixed, "SUCCEEDED")) },
  {
    name: "a failed job",
    method: "get_job",
    args: ["raysubmit_failed"],
    outcome: result(expect.objectContaining({ status: "FAILED", driver_exit_code: 3 })),
  },
  { name: "no such job", method: "get_job", args: ["nope"], outcome: failed("NotFoundError", 404) },
  { name: "a plain log", method: "get_job_logs", args: [mixed], outcome: result(referenceAgentMixedLog) },
  { name: "the plain log of no job", method: "get_job_logs", args: ["nope"], outcome: failed("NotFoundError", 404) },
  { name: "a WebSocket tail", method: "websocket_tail_job_logs", args: [mixed], outcome: result(shownLines) },
  {
    name: "an automatic tail",
    method: "tail_job_logs",
    args: [mixed],
    kw: { protocol: "auto" },
    outcome: result(shownLines),
  },
  {
    name: "a WebSocket tail by its name",
    method: "tail_job_logs",
    args: [mixed],
    kw: { protocol: "websocket" },
    outcome: result(shownLines),
  },
  {
    name: "a WebSocket tail of a job that runs, to its end",
    method: "websocket_tail_job_logs",
    args: ["live-websocket"],
    outcome: result(["n 1", "n 2", "n 3"]),
  },
  {
    name: "an automatic tail of a job that runs, to its end",
    method: "tail_job_logs",
    args: ["live-auto"],
    outcome: result(["n 1", "n 2", "n 3"]),
  },
  {
    name: "a WebSocket tail that is left",
    method: "websocket_tail_job_logs",
    args: ["raysubmit_running"],
    take: 1,
    outcome: result(["tick 1"]),
  },
  {
    name: "an HTTP tail that is left",
    method: "stream_tail_job_logs",
    args: ["raysubmit_running"],
    take: 1,
    outcome: result([expect.stringContaining("tick 1")]),
  },
  {
    name: "a tail of an id that the client never sends",
    method: "tail_job_logs",
    args: ["bad id!"],
    outcome: failed("ClientError", 400),
  },
  {
    name: "a WebSocket tail of no job",
    method: "websocket_tail_job_logs",
    args: ["nope"],
    outcome: failed("ClientError", 503),
  },
  {
    name: "stop",
    method: "stop_job",
    args: ["raysubmit_running"],
    outcome: result({ stopped: true }),
  },
  { name: "stop a job that ended", method: "stop_job", args: [mixed], outcome: result({ stopped: false }) },
  {
    name: "nodes",
    method: "list_nodes",
    outcome: result([expect.objectContaining({ node_id: "a1b2c3", state: "ALIVE" })]),
  },
  {
    name: "a node",
    method: "get_node",
    args: ["a1b2c3"],
    outcome: result(expect.objectContaining({ node_id: "a1b2c3" })),
  },
  { name: "no such node", method: "get_node", args: ["nope"], outcome: failed("NotFoundError", 404) },
  {
    name: "tasks",
    method: "list_tasks",
    outcome: result([expect.objectContaining({ task_id: "t001" }), expect.objectContaining({ task_id: "t002" })]),
  },
  {
    name: "a task",
    method: "get_task",
    args: ["t001"],
    outcome: result(expect.objectContaining({ task_id: "t001", state: "FINISHED" })),
  },
  {
    name: "applications",
    method: "list_serve_applications",
    outcome: result([expect.objectContaining({ name: "my-app" }), expect.objectContaining({ name: "검색 app" })]),
  },
  {
    name: "an application",
    method: "get_serve_application",
    args: ["검색 app"],
    outcome: result(expect.objectContaining({ name: "검색 app", status: "RUNNING" })),
  },
  { name: "delete an application", method: "delete_serve_application", args: ["my-app"], outcome: result(null) },
  {
    name: "an application that was deleted",
    method: "get_serve_application",
    args: ["my-app"],
    outcome: failed("NotFoundError", 404),
  },
  { name: "GPU status", method: "get_gpu_status", outcome: result({ available: false, gpus: [] }) },
  { name: "cluster resources", method: "get_cluster_resources", kw: { use_cache: false }, outcome: snapshot(false) },
  { name: "cluster resources that were kept", method: "get_cluster_resources", outcome: snapshot(true) },
  {
    name: "feasible",
    method: "check_feasibility",
    args: ["job", 1],
    outcome: result({ feasible: true, missing: [] }),
  },
  {
    name: "not feasible",
    method: "check_feasibility",
    args: ["task", 1],
    kw: { num_gpus: 2 },
    outcome: result({ feasible: false, missing: ["num_gpus: 2 of 0"] }),
  },
  { name: "the policy", method: "get_gatekeeping_policy", outcome: result(defaultPolicy) },
  {
    name: "the policy as a model",
    method: "get_runtime_policy",
    outcome: result({ model: "AgentRuntimePolicy", ...defaultPolicy }),
  },
  {
    name: "change the policy",
    method: "update_gatekeeping_policy",
    args: [{ gatekeeping_enabled: false }],
    outcome: result({ ...defaultPolicy, gatekeeping_enabled: false }),
  },
  {
    name: "change it, as a model",
    method: "update_runtime_policy",
    args: [{ max_concurrent_jobs: 5 }],
    outcome: result({
      model: "AgentRuntimePolicy",
      ...defaultPolicy,
      gatekeeping_enabled: false,
      max_concurrent_jobs: 5,
    }),
  },
  {
    name: "a policy that is wrong",
    method: "update_gatekeeping_policy",
    args: [{ max_concurrent_jobs: "many" }],
    outcome: failed(
      "ValidationError",
      422,
      expect.objectContaining({ detail: [expect.objectContaining({ loc: ["body", "max_concurrent_jobs"] })] }),
    ),
  },
];

const onlySync: ReadonlyArray<Case> = [
  {
    name: "a plain log by its other name",
    method: "list_job_logs",
    args: [mixed],
    outcome: result(referenceAgentMixedLog),
  },
  { name: "an HTTP tail", method: "stream_tail_job_logs", args: [mixed], outcome: result(shownLines) },
  {
    name: "an HTTP tail by its name",
    method: "tail_job_logs",
    args: [mixed],
    kw: { protocol: "http" },
    outcome: result(shownLines),
  },
  {
    name: "an HTTP tail of a job that runs, to its end",
    method: "stream_tail_job_logs",
    args: ["live-http"],
    outcome: result(["n 1", "n 2", "n 3"]),
  },
  {
    name: "an HTTP tail of no job (the code is lost)",
    method: "stream_tail_job_logs",
    args: ["nope"],
    outcome: failed("ClientError", 503),
  },
  {
    name: "plugin releases",
    method: "list_plugin_releases",
    outcome: result({ count: 1, next: null, results: [{ id: 1, plugin: "shell", version: "1.0.0" }] }),
  },
  {
    name: "a new plugin release",
    method: "create_plugin_release",
    args: ["trainer", "2.0.0"],
    outcome: result({ id: 2, plugin: "trainer", version: "2.0.0" }),
  },
  {
    name: "all plugin releases, page by page",
    method: "list_plugin_releases",
    kw: { list_all: true },
    outcome: result([
      [
        { id: 1, plugin: "shell", version: "1.0.0" },
        { id: 2, plugin: "trainer", version: "2.0.0" },
      ],
      2,
    ]),
  },
  {
    name: "a plugin release",
    method: "get_plugin_release",
    args: ["trainer@2.0.0"],
    outcome: result({ id: 2, plugin: "trainer", version: "2.0.0" }),
  },
  {
    name: "run a plugin release",
    method: "run_plugin_release",
    args: ["trainer@2.0.0", "train", { epochs: 3 }],
    kw: { job_id: "py-run", requirements: ["numpy"] },
    outcome: result({ job_id: "py-run", submission_id: "py-run", status: "RUNNING" }),
  },
  {
    name: "the log of the run",
    method: "websocket_tail_job_logs",
    args: ["py-run"],
    outcome: result(['train {"epochs":3}']),
  },
  {
    name: "run a plugin that is no release",
    method: "run_debug_plugin_release",
    args: ["try", { entrypoint: "sh hello.sh" }],
    kw: { modules: { "hello.sh": "echo hello from a module" }, job_id: "py-debug", plugin_path: "/plugins/x" },
    outcome: result({ job_id: "py-debug", submission_id: "py-debug", status: "RUNNING" }),
  },
  {
    name: "the log of that run",
    method: "stream_tail_job_logs",
    args: ["py-debug"],
    outcome: result(["hello from a module"]),
  },
  { name: "delete a plugin release", method: "delete_plugin_release", args: ["trainer@2.0.0"], outcome: result(null) },
  {
    name: "a plugin release that was deleted",
    method: "get_plugin_release",
    args: ["trainer@2.0.0"],
    outcome: failed("NotFoundError", 404),
  },
];

/** Items of the async HTTP tail: `data: ` and the event. */
const framed = (events: ReadonlyArray<unknown>) =>
  result(events.map((event) => expect.toSatisfy((item: string) => isFramed(item, event)) as unknown));
const isFramed = (item: string, event: unknown): boolean =>
  item.startsWith("data: ") && JSON.stringify(JSON.parse(item.slice("data: ".length))) === JSON.stringify(event);

const onlyAsync: ReadonlyArray<Case> = [
  {
    name: "an HTTP tail, with its framing",
    method: "stream_tail_job_logs",
    args: [mixed],
    outcome: framed(framedLines),
  },
  {
    name: "an HTTP tail by its name, with its framing",
    method: "tail_job_logs",
    args: [mixed],
    kw: { protocol: "http" },
    outcome: framed(framedLines),
  },
  {
    name: "an HTTP tail of a job that runs, to its end",
    method: "stream_tail_job_logs",
    args: ["live-http"],
    outcome: framed([1, 2, 3].map((n) => ({ type: "log", message: `n ${n}` })).concat({ type: "complete" } as never)),
  },
  {
    name: "an HTTP tail of no job",
    method: "stream_tail_job_logs",
    args: ["nope"],
    outcome: failed("ClientError", 404),
  },
];

/** Jobs that write their last line only after a client has requested their tail, so that they still run at that time. */
const liveJobs = ["live-websocket", "live-http", "live-auto"];
const liveJob = 'echo n 1; echo n 2; until [ -e "$GATE" ]; do sleep 0.05; done; echo n 3';

describe.each([
  ["sync", "", [...common, ...onlySync]],
  ["async", "/agents/7", [...common, ...onlyAsync]],
] as const)("the %s client, below %j", (kind, prefix, cases) => {
  let agent: ReferenceAgent;
  let gates: string;
  let outcomes: ReadonlyArray<PythonOutcome>;
  beforeAll(async () => {
    gates = await mkdtemp(join(tmpdir(), "jw-agent-gates-"));
    agent = await startReferenceAgent({ ...credentials, prefix });
    for (const id of liveJobs)
      await agent.startJob({ entrypoint: liveJob, environment: { GATE: join(gates, id) } }, id);
    agent.setFault(async ({ endpoint, id = "" }) => {
      if ((endpoint === "socket" || endpoint === "stream") && liveJobs.includes(id))
        await writeFile(join(gates, id), "");
      return undefined;
    });
    outcomes = await drivePythonClient(kind, { url: agent.baseUrl, ...credentials }, cases);
  });
  afterAll(async () => {
    await agent.close();
    await rm(gates, { recursive: true, force: true });
  });

  test.each(cases.map((one, index) => ({ ...one, index })))("$method: $name", ({ index, outcome }) => {
    expect(outcomes[index]).toEqual(outcome);
  });

  test("the agent received no unexpected request", () => {
    expect(agent.server.problems).toEqual([]);
  });
});
