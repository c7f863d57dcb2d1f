/**
 * The agent client makes every call it has against the reference agent, over real sockets; every response and every request body is
 * checked against `synapse-agent.yaml`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type AgentLogStyle,
  type CheckedResponse,
  checkedAdapter,
  createSpecValidator,
  type ReferenceAgent,
  type ReferenceAgentOptions,
  startFaultyAgent,
  startReferenceAgent,
} from "@jobwire/testing";
import { createR1Checker, referenceAgentMixedLog } from "@jobwire/testing/internal";
import { expect, test } from "vitest";
import { agent, type AgentClient, nodeAdapter } from "../../src/index.ts";

const prefix = "/agents/7";
const credentials = { token: "agent-token", userToken: "user", tenant: "tenant" };
const validator = createSpecValidator(
  await readFile(new URL("../../../../specs/synapse-agent.yaml", import.meta.url), "utf8"),
  { basePath: prefix },
);
const mixed = "raysubmit_mixed";
const mixedLines = referenceAgentMixedLog.split("\n");

interface Checked extends AsyncDisposable {
  readonly server: ReferenceAgent;
  readonly client: AgentClient;
  readonly answers: ReadonlyArray<CheckedResponse>;
}

const start = async (options: ReferenceAgentOptions = {}): Promise<Checked> => {
  const server = await startReferenceAgent({ ...credentials, prefix, tailPollMs: 20, killAfterMs: 200, ...options });
  const answers: Array<CheckedResponse> = [];
  const adapter = checkedAdapter(nodeAdapter, { validator, report: (answer) => void answers.push(answer) });
  const { userToken, tenant } = credentials;
  const client = agent({ address: `${server.baseUrl}/`, agentToken: credentials.token, userToken, tenant }, adapter);
  return {
    server,
    client,
    answers,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
};

const linesOf = async (log: AsyncIterable<string>): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  for await (const line of log) lines.push(line);
  return lines;
};

test("every call matches the specification, response and request body", async () => {
  await using checked = await start();
  const { client, server, answers } = checked;

  expect(await client.health()).toEqual({ status: "ok" });
  const jobs = await client.jobs.list();
  expect(jobs.map((job) => [job.id, job.status])).toEqual([
    ["raysubmit_finished", "SUCCEEDED"],
    [mixed, "SUCCEEDED"],
    ["raysubmit_failed", "FAILED"],
    ["raysubmit_running", "RUNNING"],
  ]);
  expect(await client.jobs.get(mixed)).toMatchObject({ id: mixed, status: "SUCCEEDED" });
  expect(await client.jobs.getLogs(mixed)).toBe(referenceAgentMixedLog);
  for (const tail of [client.jobs.tailLogs, client.jobs.tailLogsWebSocket, client.jobs.tailLogsHttp])
    expect(await linesOf(tail(mixed))).toEqual(mixedLines);
  await expect(client.jobs.handle(mixed).result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  await expect(client.jobs.handle("raysubmit_failed").result()).rejects.toMatchObject({ _tag: "JobFailed" });
  for (const [tail, endpoint] of [
    [client.jobs.tailLogsWebSocket, "socket"],
    [client.jobs.tailLogsHttp, "stream"],
  ] as const) {
    // Ends only when a reader follows it live.
    await server.startJob({ entrypoint: "echo n 1; until [ -e go ]; do sleep 0.05; done; echo n 2" }, endpoint);
    const go = join(dirname(server.logFile(endpoint)), `${endpoint}.files`, "go");
    server.setFault(async (request) => {
      if (request.endpoint === endpoint) await writeFile(go, "");
      return undefined;
    });
    expect(await linesOf(tail(endpoint))).toEqual(["n 1", "n 2"]);
  }
  await client.jobs.stop("raysubmit_running");
  expect(await client.jobs.waitAll(["raysubmit_running", mixed])).toMatchObject([
    { status: "STOPPED" },
    { status: "SUCCEEDED" },
  ]);
  await expect(client.jobs.get("nope")).rejects.toMatchObject({ statusCode: 404 });

  expect(await client.nodes.list()).toMatchObject([{ node_id: "a1b2c3" }]);
  expect(await client.nodes.get("a1b2c3")).toMatchObject({ state: "ALIVE" });
  await expect(client.nodes.get("nope")).rejects.toMatchObject({ statusCode: 404 });
  expect(await client.tasks.list()).toMatchObject([{ task_id: "t001" }, { task_id: "t002" }]);
  expect(await client.tasks.get("t001")).toMatchObject({ state: "FINISHED" });
  const applications = await client.serve.list();
  expect(applications).toHaveLength(2);
  for (const application of applications)
    expect(await client.serve.get(String(application["name"]))).toEqual(application);
  await client.serve.delete("검색 app");
  await expect(client.serve.get("검색 app")).rejects.toMatchObject({ statusCode: 404 });

  expect(await client.gpuStatus()).toEqual({ available: false, gpus: [] });
  expect(await client.resources.cluster()).toMatchObject({ stale: true, nodes: [{ nodeId: "a1b2c3" }] });
  expect(await client.resources.cluster({ useCache: false })).toMatchObject({ stale: false });
  expect(await client.resources.checkFeasibility({ kind: "job", numCpus: 1 })).toMatchObject({ feasible: true });
  expect(await client.resources.checkFeasibility({ kind: "task", numGpus: 1 })).toMatchObject({ feasible: false });
  const policy = await client.resources.getPolicy();
  expect(policy).toMatchObject({ maxConcurrentJobs: 3, gatekeepingEnabled: true });
  expect(await client.resources.updatePolicy({ maxConcurrentJobs: 5 })).toEqual({ ...policy, maxConcurrentJobs: 5 });

  const { releases } = client.plugins;
  expect(await releases.create({ plugin: "trainer", version: "2.0.0" })).toMatchObject({ id: 2 });
  await expect(releases.create({ plugin: "trainer", version: "2.0.0" })).rejects.toMatchObject({ statusCode: 409 });
  expect(await releases.list()).toMatchObject([{ plugin: "shell" }, { plugin: "trainer" }]);
  expect(await releases.get("trainer@2.0.0")).toMatchObject({ version: "2.0.0" });
  await client.plugins.run("trainer@2.0.0", { action: "train", params: { epochs: 3 }, jobId: "ours" });
  expect(await linesOf(client.jobs.tailLogs("ours"))).toEqual(['train {"epochs":3}']);
  const modules = { "hello.sh": "echo hello from a module" };
  await client.plugins.runDebug({ action: "try", params: { entrypoint: "sh hello.sh" }, modules, jobId: "debug" });
  expect(await linesOf(client.jobs.tailLogs("debug"))).toEqual(["hello from a module"]);
  await releases.delete("trainer@2.0.0");
  await expect(releases.get("trainer@2.0.0")).rejects.toMatchObject({ statusCode: 404 });

  expect(answers.flatMap((answer) => answer.problems)).toEqual([]);
  expect(new Set(answers.map((answer) => answer.operationId))).toEqual(new Set(validator.operationIds));
  const sent = server.server.requests.map(({ method, url, body }) => validator.validateRequest({ method, url, body }));
  expect(sent.flatMap((verdict) => verdict.problems)).toEqual([]);
  expect(server.server.problems).toEqual([]);
});

test("a wrong credential is 401 on every transport", async () => {
  await using checked = await start({ token: "another" });
  const { client } = checked;
  for (const refused of [
    () => client.health(),
    () => client.jobs.stop(mixed),
    () => linesOf(client.jobs.tailLogs(mixed)),
    () => linesOf(client.jobs.tailLogsWebSocket(mixed)),
    () => linesOf(client.jobs.tailLogsHttp(mixed)),
  ])
    await expect(refused()).rejects.toMatchObject({ statusCode: 401 });
});

test.each<[Partial<AgentLogStyle>, "websocket" | "http"]>([
  [{}, "websocket"],
  [{}, "http"],
  [{ socket: "text" }, "websocket"],
  [{ socket: "binary" }, "websocket"],
  [{ socket: "text", replay: false }, "websocket"],
  [{ stream: "sse-text" }, "http"],
  [{ stream: "json-lines" }, "http"],
  [{ stream: "plain" }, "http"],
  [{ stream: "plain", replay: false }, "http"],
  [{ complete: false }, "websocket"],
  [{ complete: false }, "http"],
  [{ plain: "json-text" }, "websocket"],
  [{ plain: "json-object" }, "http"],
])("an agent that sends logs as %j, by %s: the mixed log of a running job, to the byte", async (style, protocol) => {
  await using checked = await start({ style });
  const { client, server } = checked;
  // Half of it exists when the tail begins; the rest follows later.
  const entrypoint = 'printf "%s\\n" "$MIXED"; until [ -e go ]; do sleep 0.05; done; printf "%s" "$MIXED"';
  const id = await server.startJob({ entrypoint, environment: { MIXED: referenceAgentMixedLog } }, "mixed-live");
  server.setFault(async ({ endpoint }) => {
    if (endpoint === "socket" || endpoint === "stream")
      await writeFile(join(dirname(server.logFile(id)), `${id}.files`, "go"), "");
    return undefined;
  });
  expect(await linesOf(client.jobs.tailLogs(id, { protocol }))).toEqual([...mixedLines, ...mixedLines]);
  expect(checked.answers.flatMap((answer) => answer.problems)).toEqual([]);
});

test.each([
  ["websocket", { socket: "text" }],
  ["websocket", { socket: "binary", replay: false }],
  ["http", { stream: "sse-text" }],
  ["http", { stream: "sse-text", replay: false }],
] as const)(
  "by %s, sent as %j, a job that prints the agent's own events does not end its tail",
  async (protocol, style) => {
    for (const words of [
      ['{"type":"complete"}'],
      ['{"type":"log","message":"zz"}', '{"type":"complete"}'],
      ['{"type":"metric","message":"q","v":1}', "", '{"type":"complete"}', "x"],
    ]) {
      const log = words.map((word) => `${word}\n`).join("");
      await using server = await startFaultyAgent({ status: "RUNNING", style });
      await using client = agent({ address: server.baseUrl, agentToken: "t" });
      // A tail without a replay receives what is written after it was opened.
      server.setFault(({ endpoint }, nth) => {
        if ((endpoint === "socket" || endpoint === "stream") && nth === 0) setImmediate(() => server.append(log));
        return undefined;
      });
      const given: Array<string> = [];
      for await (const line of client.jobs.tailLogs(server.jobId, { protocol })) {
        given.push(line);
        if (given.length === words.length) server.append("more\n");
        if (given.length === words.length + 1) server.setStatus("SUCCEEDED");
      }
      expect(given).toEqual([...words, "more"]);
    }
  },
);

/** Thousands of lines, among them repeated, long and empty ones, while the tail is open. */
const writer = [
  "i=0",
  "while [ $i -lt 40 ]",
  "do i=$((i+1)); echo; echo same; echo same; printf '%s\\n' \"진행 $i 🚀\"; seq -f 'line %g' 1 100; head -c 20000 /dev/zero | tr '\\0' x; echo; sleep 0.02",
  "done",
].join("\n");

test.each([
  ["auto", true],
  ["auto", false],
  ["websocket", true],
  ["websocket", false],
  ["http", true],
  ["http", false],
] as const)("a running job, by %s, replay %s, cut again and again: every line once", async (protocol, replay) => {
  await using checked = await start({ style: { replay } });
  const { client, server } = checked;
  // Each tail is cut after more bytes than the one before, alternating between the two ways; later ones are not cut.
  server.setFault(({ endpoint }, nth) => {
    if ((endpoint !== "socket" && endpoint !== "stream") || nth >= 6) return undefined;
    return { kind: "cut", cut: { afterBytes: 20_000 * nth + 1234, how: nth % 2 === 0 ? "reset" : "fin" } };
  });
  const id = await server.startJob({ entrypoint: writer });
  await using checker = createR1Checker(server.logFile(id));
  // Text that is received again after a cut counts as received.
  const limits = { maxMessages: 1_000_000, maxLineBytes: 100_000 };
  for await (const line of client.jobs.tailLogs(id, { protocol, limits })) await checker.add([line]);
  expect(server.server.requests.filter((request) => request.outcome === "cut").length).toBeGreaterThan(0);
  expect(await checker.finish()).toMatchObject({ ok: true, message: expect.any(String) as string });
  expect(checked.answers.flatMap((answer) => answer.problems)).toEqual([]);
});
