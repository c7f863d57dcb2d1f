/** The requests of an agent's client, one by one, and its treatment of responses. `defect N` as in docs/agent-defects.md. */
import { assert, describe, it } from "@effect/vitest";
import { Effect, Redacted } from "effect";
import { createAgent } from "../../src/agent/create-agent.ts";
import type { AgentEffects } from "../../src/agent/effects.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import type { AgentOptions } from "../../src/agent/types.ts";
import { isJobwireError, type JobwireError } from "../../src/errors.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";

const baseUrl = "http://127.0.0.1:8000/agents/7/";

interface Client {
  readonly agent: AgentEffects;
  readonly script: ScriptedAdapter;
}

const clientOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer,
  options: Partial<AgentOptions> = {},
) =>
  Effect.gen(function* () {
    const script = scriptedAdapter({ request });
    const agent = yield* makeAgent(script.adapter, { address: baseUrl, agentToken: "agent-token", ...options });
    return { agent, script } satisfies Client;
  });

const failureOf = <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<JobwireError> =>
  Effect.map(outcomeOf(Effect.exit(Effect.flip(effect))), (exit) =>
    exit._tag === "Success" ? exit.value : assert.fail("it succeeded"),
  );

const asked = ({ script }: Client): ReadonlyArray<string> =>
  script.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);

describe("requests", () => {
  it.effect("have the agent's paths and headers", () =>
    Effect.gen(function* () {
      const client = yield* clientOver(
        ({ url, method }) => {
          if (method === "DELETE") return { status: 204 };
          if (/\/(jobs|nodes|tasks|serve_applications)\/$/.test(url.pathname)) return { json: [] };
          if (url.pathname.endsWith("/plugin_releases/") && method === "GET")
            return { json: { results: [], next: null } };
          return { json: { collected_at: "2026-01-01T00:00:00Z", status: "ok" } };
        },
        { userToken: Redacted.make("user-token"), tenant: "tenant-one" },
      );
      const { agent } = client;
      yield* agent.health();
      yield* agent.jobs.list();
      yield* agent.jobs.get("raysubmit_1");
      yield* agent.jobs.getLogs("raysubmit_1");
      yield* agent.jobs.stop("raysubmit_1");
      yield* agent.nodes.list();
      yield* agent.nodes.get("a/b ?#한");
      yield* agent.tasks.list();
      yield* agent.tasks.get("%2e%2e");
      yield* agent.serve.list();
      yield* agent.serve.get("app");
      yield* agent.serve.delete("app");
      yield* agent.gpuStatus();
      yield* agent.resources.cluster({ useCache: false });
      yield* agent.resources.checkFeasibility({ kind: "job", numCpus: 1 });
      yield* agent.resources.getPolicy();
      yield* agent.resources.updatePolicy({ maxConcurrentJobs: 5 });
      yield* agent.plugins.releases.list();
      yield* agent.plugins.releases.get("code@1.2");
      yield* agent.plugins.releases.create({ plugin: "code", version: "1.2" });
      yield* agent.plugins.releases.delete("7");
      yield* agent.plugins.run("7", { action: "train", params: { a: 1 }, jobId: "j" });
      yield* agent.plugins.runDebug({ action: "train", pluginPath: "/p", modules: { a: "b" } });
      assert.deepStrictEqual(
        asked(client).map((line) => line.replace("/agents/7", "")),
        [
          "GET /health/",
          "GET /jobs/",
          "GET /jobs/raysubmit_1/",
          "GET /jobs/raysubmit_1/logs/",
          "POST /jobs/raysubmit_1/stop/",
          "GET /nodes/",
          "GET /nodes/a%2Fb%20%3F%23%ED%95%9C/",
          "GET /tasks/",
          "GET /tasks/%252e%252e/",
          "GET /serve_applications/",
          "GET /serve_applications/app/",
          "DELETE /serve_applications/app/",
          "GET /gpu_status/",
          "GET /resources/cluster/?use_cache=false",
          "POST /resources/feasibility/",
          "GET /resources/policy/",
          "PATCH /resources/policy/",
          "GET /plugin_releases/?page_size=100",
          "GET /plugin_releases/code%401.2",
          "POST /plugin_releases/",
          "DELETE /plugin_releases/7",
          "POST /plugin_releases/7/run/",
          "POST /plugin_releases/run_debug/",
        ],
      );
      for (const { headers } of client.script.requests) {
        assert.strictEqual(headers["authorization"], "agent-token");
        assert.strictEqual(headers["synapse-user"], "Token user-token");
        assert.strictEqual(headers["synapse-tenant"], "Token tenant-one");
      }
      const bodies = client.script.requests.flatMap(({ body }) => (body === undefined ? [] : [JSON.parse(body)]));
      assert.deepStrictEqual(bodies, [
        { kind: "job", num_cpus: 1, num_gpus: 0, memory_bytes: null, replicas: 1, metadata: {} },
        { max_concurrent_jobs: 5 },
        { plugin: "code", version: "1.2" },
        { action: "train", params: { a: 1 }, job_id: "j" },
        { action: "train", plugin_path: "/p", modules: { a: "b" } },
      ]);
    }).pipe(Effect.scoped),
  );

  it.effect("defects 24 and 34: the client checks ids and names before it sends anything", () =>
    Effect.gen(function* () {
      const client = yield* clientOver(() => ({ json: {} }));
      const { agent } = client;
      const ids = ["", "../nodes", "a/b", "a?x=1", "a#f", "a b", "ok\n", "한", "x".repeat(101), "%2e%2e"];
      for (const id of ids) {
        for (const call of [agent.jobs.get, agent.jobs.getLogs, agent.jobs.stop, agent.jobs.wait]) {
          const error = yield* failureOf(Effect.asVoid(call(id)));
          assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["InvalidRequest", "local", 400]);
        }
      }
      for (const name of ["", "  ", "\n", ".", "..", "\ud800"]) {
        for (const call of [
          agent.nodes.get,
          agent.tasks.get,
          agent.serve.get,
          agent.serve.delete,
          agent.plugins.releases.get,
        ]) {
          const error = yield* failureOf(Effect.asVoid(call(name)));
          assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["InvalidRequest", "local", 400]);
        }
      }
      assert.deepStrictEqual(asked(client), []);
    }).pipe(Effect.scoped),
  );

  it("defect 25: a token that would inject a header is refused", () => {
    const { adapter } = scriptedAdapter({ request: () => ({ json: {} }) });
    const wrong: ReadonlyArray<Partial<AgentOptions>> = [
      { userToken: "a\r\nX-Injected: yes" },
      { tenant: "a\nb" },
      { agentToken: "" },
      { userToken: " " },
      { address: "127.0.0.1:8000" },
      { address: "ftp://127.0.0.1/" },
      { address: "http://agent.example/" },
      { timeouts: { connectMs: 0 } },
      { timeouts: { connectMs: Number.NaN } },
    ];
    for (const options of wrong) {
      try {
        createAgent(adapter, { address: baseUrl, agentToken: "agent-token", ...options });
        assert.fail(`${JSON.stringify(options)} was taken`);
      } catch (error) {
        assert.isTrue(isJobwireError(error), String(error));
        assert.containsSubset(error, { _tag: "InvalidRequest", statusCode: 400 });
        assert.notInclude(String((error as Error).message), "X-Injected");
      }
    }
  });

  it.effect("defect 25: the same of the agent's token, at the first call", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({ json: {} }) });
      const made = yield* Effect.result(
        Effect.flatMap(
          makeAgent(script.adapter, { address: baseUrl, agentToken: "agent-token\r\nX-Injected: yes" }),
          (agent) => agent.health(),
        ),
      );
      assert.strictEqual(made._tag, "Failure");
      assert.lengthOf(script.requests, 0);
    }).pipe(Effect.scoped),
  );
});

describe("responses", () => {
  it.effect.each(["42", '{"loss": 0.1}', "null", "NaN", '"quoted"', "", "한글\n"])(
    "defects 13 and 14: the log %j stays text",
    (text) =>
      Effect.gen(function* () {
        for (const headers of [
          { "content-type": "text/plain" },
          { "content-type": "text/plain; charset=latin-1" },
          {},
        ] as ReadonlyArray<Record<string, string>>) {
          const { agent } = yield* clientOver(() => ({ headers, body: text }));
          assert.strictEqual(yield* agent.jobs.getLogs("a"), text);
        }
      }).pipe(Effect.scoped),
  );

  // As Chromium reports a response that ended within its headers (adapter-contract, cases `cut-head-…`).
  it.effect("an empty log counts when its length is announced, or when a second response is empty too", () =>
    Effect.gen(function* () {
      const job = { json: { submission_id: "a", status: "SUCCEEDED" } };
      for (const [answers, text, reads] of [
        [[{ body: "" }, { body: "one\n" }], "one\n", 2],
        [[{ body: "" }, { body: "" }], "", 2],
        [[{ body: "one\n" }], "one\n", 1],
        [[{ headers: { "content-length": "0" }, body: "" }], "", 1],
      ] as ReadonlyArray<[ReadonlyArray<ScriptedAnswer>, string, number]>) {
        let read = 0;
        const client = yield* clientOver(({ url }) =>
          url.pathname.endsWith("/logs/") ? (answers[read++] ?? assert.fail("one read too many")) : job,
        );
        assert.strictEqual(yield* client.agent.jobs.getLogs("a"), text);
        assert.strictEqual(read, reads);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("a log may come as a JSON text or under `logs`, and text that looks like JSON stays text", () =>
    Effect.gen(function* () {
      const text = `one\n"two"\n${"한글 🚀 ".repeat(100)}`;
      const bodies = [JSON.stringify(text), JSON.stringify({ logs: text, more: [1] }), ` ${JSON.stringify(text)} `];
      for (const body of bodies) {
        const pieces = Array.from(new TextEncoder().encode(body), (byte) => Uint8Array.of(byte));
        const { agent } = yield* clientOver(() => ({ headers: { "content-type": "application/json" }, body: pieces }));
        assert.strictEqual(yield* agent.jobs.getLogs("a"), text);
      }
      const lines = '{"loss": 0.1}\n{"loss": 0.05}\n';
      const { agent } = yield* clientOver(() => ({ headers: { "content-type": "application/json" }, body: lines }));
      assert.strictEqual(yield* agent.jobs.getLogs("a"), lines);
    }).pipe(Effect.scoped),
  );

  it.effect("a job's id and status are found under every name they may have", () =>
    Effect.gen(function* () {
      const list = [{ submission_id: "a", status: "running" }, { job_id: "b", state: "Failed" }, { id: 5 }];
      for (const json of [list, { results: list, next: null }]) {
        const { agent } = yield* clientOver(() => ({ json }));
        const jobs = yield* agent.jobs.list();
        assert.deepStrictEqual(
          jobs.map(({ id, status }) => [id, status]),
          [
            ["a", "RUNNING"],
            ["b", "FAILED"],
            ["5", null],
          ],
        );
      }
      const partial = yield* clientOver(() => ({ json: { results: list, next: "http://x/?page=2" } }));
      assert.strictEqual((yield* failureOf(partial.agent.jobs.list())).reason, "partial");
    }).pipe(Effect.scoped),
  );

  it.effect("releases come from all pages, whose links may name another host", () =>
    Effect.gen(function* () {
      const client = yield* clientOver(({ url }) => {
        const page = Number(url.searchParams.get("page") ?? 1);
        return {
          json: { results: [{ id: page }], next: page < 3 ? `http://elsewhere.example/?page=${page + 1}` : null },
        };
      });
      assert.deepStrictEqual(yield* client.agent.plugins.releases.list(), [{ id: 1 }, { id: 2 }, { id: 3 }]);
      assert.deepStrictEqual([...new Set(client.script.requests.map(({ url }) => url.host))], ["127.0.0.1:8000"]);
      const circle = yield* clientOver(() => ({ json: { results: [], next: "?page=1" } }));
      assert.strictEqual((yield* failureOf(circle.agent.plugins.releases.list())).reason, "partial");
    }).pipe(Effect.scoped),
  );

  it.effect("missing numbers have the defaults of the agent's own clients", () =>
    Effect.gen(function* () {
      const { agent } = yield* clientOver(() => ({ json: { collected_at: "2026-01-01", nodes: [{ node_id: "n" }] } }));
      assert.containsSubset(yield* agent.resources.cluster(), {
        stale: false,
        runningJobs: 0,
        nodes: [{ nodeId: "n" }],
      });
      assert.containsSubset(yield* agent.resources.getPolicy(), { maxConcurrentJobs: 3, gatekeepingEnabled: true });
    }).pipe(Effect.scoped),
  );
});

describe("errors", () => {
  it.effect.each([
    [400, "InvalidRequest"],
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [404, "NotFound"],
    [409, "Conflict"],
    [422, "InvalidRequest"],
    [500, "ServerError"],
    [501, "ServerError"],
  ] as const)("a %s fails at once with its own error", ([status, tag]) =>
    Effect.gen(function* () {
      const client = yield* clientOver(() => ({ status, json: { detail: "because" } }));
      const error = yield* failureOf(client.agent.jobs.get("a"));
      assert.deepStrictEqual([error._tag, error.statusCode], [tag, status]);
      assert.include(error.message, "because");
      assert.lengthOf(client.script.requests, 1);
    }).pipe(Effect.scoped),
  );

  it.effect("a 422 names the fields", () =>
    Effect.gen(function* () {
      const detail = [
        { loc: ["body", "action"], msg: "field required", type: "missing" },
        { loc: ["body", "params", 0], msg: "not a number", type: "type" },
      ];
      const { agent } = yield* clientOver(() => ({ status: 422, json: { detail } }));
      const { message } = yield* failureOf(agent.plugins.run("7", { action: "x" }));
      assert.include(message, "body.action: field required; body.params.0: not a number");
    }).pipe(Effect.scoped),
  );

  it.effect.each([429, 502, 503, 504])("defect 18: a %s of a read is tried again, and is itself in the end", (status) =>
    Effect.gen(function* () {
      const headers = { "retry-after": "2" };
      const client = yield* clientOver(() => ({ status, headers, json: { detail: "later" } }));
      const error = yield* failureOf(client.agent.nodes.list());
      assert.deepStrictEqual([error.statusCode, error.retryAfterMs], [status, 2_000]);
      assert.lengthOf(client.script.requests, 3);
    }).pipe(Effect.scoped),
  );

  it.effect("defect 18: an unavailable GPU is reported at once", () =>
    Effect.gen(function* () {
      const json = { detail: "all busy", error_type: "gpu_unavailable" };
      const client = yield* clientOver(() => ({ status: 503, json }));
      const error = yield* failureOf(client.agent.gpuStatus());
      assert.deepStrictEqual([error._tag, error.statusCode, error.reason], ["ServerError", 503, "gpu-unavailable"]);
      assert.include(error.message, "all busy");
      assert.lengthOf(client.script.requests, 1);
    }).pipe(Effect.scoped),
  );

  it.effect("defect 19: a write that may have arrived is not repeated", () =>
    Effect.gen(function* () {
      const answers: ReadonlyArray<ScriptedAnswer> = [
        { status: 503, json: {} },
        { status: 429, json: {} },
        { fault: "reset" },
        { silence: true },
      ];
      for (const answer of answers) {
        const client = yield* clientOver(() => answer);
        const { agent } = client;
        const writes = [
          agent.jobs.stop("a"),
          agent.serve.delete("a"),
          agent.plugins.run("7", { action: "x" }),
          agent.resources.updatePolicy({ maxConcurrentJobs: 1 }),
        ];
        for (const write of writes) yield* failureOf(Effect.asVoid(write));
        assert.lengthOf(client.script.requests, writes.length);
      }
      const refused = yield* clientOver((_, index) => (index === 0 ? { fault: "refused" } : { json: {} }));
      yield* outcomeOf(refused.agent.jobs.stop("a"));
      assert.lengthOf(refused.script.requests, 2, "what never arrived may be sent again");
    }).pipe(Effect.scoped),
  );

  it.effect("a wait survives an agent that is silent for a while, although a single read does not", () =>
    Effect.gen(function* () {
      const job = { submission_id: "job-1", status: "SUCCEEDED" };
      const client = yield* clientOver((_, index) => (index < 2 ? { silence: true } : { json: job }), {
        timeouts: { connectMs: 1_000 },
      });
      const read = yield* failureOf(client.agent.jobs.get("job-1"));
      assert.deepStrictEqual([read._tag, client.script.requests.length], ["Timeout", 1]);
      const end = yield* outcomeOf(client.agent.jobs.wait("job-1"));
      assert.deepInclude(end, { id: "job-1", status: "SUCCEEDED" });
      assert.lengthOf(client.script.requests, 3);
    }).pipe(Effect.scoped),
  );

  it.effect("defect 20: a silent agent is Timeout, 408; an absent one ConnectionFailed, 503", () =>
    Effect.gen(function* () {
      const silent = yield* clientOver(() => ({ silence: true }), { timeouts: { connectMs: 1_000 } });
      const timeout = yield* failureOf(silent.agent.health());
      assert.deepStrictEqual([timeout._tag, timeout.statusCode], ["Timeout", 408]);
      assert.lengthOf(silent.script.requests, 1);
      const stalled = yield* clientOver(() => ({ body: ["{", { silence: true }] }), { timeouts: { idleMs: 1_000 } });
      const idle = yield* failureOf(stalled.agent.health());
      assert.deepStrictEqual([idle._tag, idle.reason, idle.statusCode], ["Timeout", "idle", 408]);
      const absent = yield* clientOver(() => ({ fault: "refused" }));
      const refused = yield* failureOf(absent.agent.health());
      assert.deepStrictEqual([refused._tag, refused.statusCode], ["ConnectionFailed", 503]);
      assert.lengthOf(absent.script.requests, 3);
    }).pipe(Effect.scoped),
  );

  it.effect("defects 21 and 22: a redirect is not a success, and no token follows it to another origin", () =>
    Effect.gen(function* () {
      for (const status of [301, 302, 303, 307, 308]) {
        const away = yield* clientOver(() => ({ status, headers: { location: "http://elsewhere.example/jobs/" } }));
        for (const call of [away.agent.nodes.get("a"), away.agent.jobs.stop("a"), away.agent.jobs.getLogs("a")]) {
          assert.strictEqual((yield* failureOf(Effect.asVoid(call)))._tag, "RedirectRefused");
        }
        assert.deepStrictEqual([...new Set(away.script.requests.map(({ url }) => url.host))], ["127.0.0.1:8000"]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("defect 26: no error contains a token or a header of the response", () =>
    Effect.gen(function* () {
      const { agent } = yield* clientOver(() => ({
        status: 401,
        headers: { "x-internal": "internal-42" },
        body: "the token agent-token is wrong",
      }));
      const error = yield* failureOf(agent.health());
      const seen = `${error.message} ${error.serverText} ${JSON.stringify(error)}`;
      assert.notInclude(seen, "agent-token");
      assert.notInclude(seen, "internal-42");
    }).pipe(Effect.scoped),
  );
});

describe("waits", () => {
  it.effect("of many jobs share one list, in which a job may have any of the three names", () =>
    Effect.gen(function* () {
      let polls = 0;
      const client = yield* clientOver(() => {
        polls += 1;
        const status = polls < 4 ? "running" : "succeeded";
        return {
          json: [
            { id: "a", status },
            { job_id: "b", status },
            { submission_id: "c", state: status },
          ],
        };
      });
      const jobs = yield* outcomeOf(client.agent.jobs.waitAll(["a", "b", "c"]));
      assert.containsSubset(jobs, [{ id: "a" }, { id: "b" }, { id: "c" }]);
      assert.deepStrictEqual([...new Set(asked(client))], ["GET /agents/7/jobs/"]);
      assert.lengthOf(client.script.requests, 4);
    }).pipe(Effect.scoped),
  );

  it.effect("end with JobFailed or JobStopped when the caller asks for a result", () =>
    Effect.gen(function* () {
      for (const [status, tag] of [
        ["failed", "JobFailed"],
        ["cancelled", "JobStopped"],
        ["stopped", "JobStopped"],
      ]) {
        const { agent } = yield* clientOver(() => ({ json: { status, message: "out of memory" } }));
        assert.strictEqual((yield* failureOf(agent.jobs.result("a")))._tag, tag);
        assert.strictEqual((yield* agent.jobs.wait("a")).status, status?.toUpperCase());
      }
    }).pipe(Effect.scoped),
  );
});

describe("a handle", () => {
  it("survives JSON, and anything else is refused", () => {
    const { adapter } = scriptedAdapter({ request: () => ({ json: {} }) });
    const agent = createAgent(adapter, { address: baseUrl, agentToken: "agent-token" });
    assert.strictEqual(agent.address, "http://127.0.0.1:8000/agents/7");
    const handle = agent.jobs.handle(JSON.parse(JSON.stringify(agent.jobs.handle("raysubmit_1"))));
    assert.strictEqual(handle.jobId, "raysubmit_1");
    assert.throws(() => agent.jobs.handle("../x"));
    assert.throws(() => agent.jobs.handle({ kind: "jobwire/ray-job" } as never));
  });
});
