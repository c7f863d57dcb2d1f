import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import type { RayEffects } from "../../../src/ray/effects.ts";
import { bodyText, recorded, recordedExchanges } from "../../support/recordings.ts";
import type { ScriptedAnswer } from "../../support/scripted-adapter.ts";
import { asRecorded, rayOver } from "../../support/scripted-ray.ts";
import { outcomeOf } from "../../support/settled.ts";

/** Responds to everything as a real Ray did in this case. */
const rayAsRecorded = (file: string, name: string): ReturnType<typeof rayOver> => {
  return rayOver(() => asRecorded(file, name));
};

interface Answer {
  readonly data: { readonly result: Readonly<Record<string, unknown>> & { readonly result: ReadonlyArray<unknown> } };
}
/** A recorded response with other counters. */
const withCounters = (name: string, counters: Readonly<Record<string, unknown>>): string => {
  const answer = JSON.parse(bodyText(recorded("state-more.json", name))) as Answer;
  return JSON.stringify({ ...answer, data: { result: { ...answer.data.result, ...counters } } });
};

const lists: ReadonlyArray<readonly [RegExp, (ray: RayEffects) => Effect.Effect<unknown, JobwireError>]> = [
  [/^\/api\/v0\/nodes(\?|$)/, (ray) => ray.nodes.list()],
  [/^\/api\/v0\/tasks(\?|$)/, (ray) => ray.tasks.list()],
  [/^\/api\/v0\/actors(\?|$)/, (ray) => ray.actors.list()],
  [/^\/api\/v0\/workers(\?|$)/, (ray) => ray.workers.list()],
  [/^\/api\/v0\/placement_groups(\?|$)/, (ray) => ray.placementGroups.list()],
  [/^\/api\/v0\/objects(\?|$)/, (ray) => ray.objects.list()],
  [/^\/api\/v0\/jobs\?.*(detail=1|nope)/, (ray) => ray.jobs.search()],
  [/^\/api\/v0\/tasks\/summarize/, (ray) => ray.tasks.summary()],
  [/^\/api\/v0\/actors\/summarize/, (ray) => ray.actors.summary()],
  [/^\/api\/v0\/objects\/summarize/, (ray) => ray.objects.summary()],
];

describe("the state API", () => {
  it.effect("reads every response of a real Ray", () =>
    Effect.gen(function* () {
      const read = new Map<string, number>();
      for (const exchange of ["state.json", "state-more.json"].flatMap(recordedExchanges)) {
        const list = lists.find(([path]) => path.test(exchange.request.path));
        if (list === undefined || exchange.request.method !== "GET") continue;
        const { ray } = yield* rayOver(() => ({ status: exchange.response.status, body: bodyText(exchange) }));
        const outcome = yield* outcomeOf<unknown, JobwireError>(list[1](ray));
        if (exchange.response.status === 200) assert.property(outcome, "complete", exchange.case);
        else if (exchange.response.status === 400) assert.deepInclude(outcome, { _tag: "InvalidRequest" });
        else assert.deepInclude(outcome, { _tag: "ServerError" }, exchange.case);
        read.set(list[0].source, (read.get(list[0].source) ?? 0) + 1);
      }
      assert.strictEqual(read.size, lists.length);
      assert.isAbove(
        [...read.values()].reduce((sum, count) => sum + count, 0),
        40,
      );
    }),
  );

  it.effect("returns rows in camelCase, and texts and sentinels of Ray as the values they mean", () =>
    Effect.gen(function* () {
      const actor = yield* rayAsRecorded("state-more.json", "actor by id, detail");
      assert.deepInclude(yield* actor.ray.actors.get("00"), { className: "A", numRestarts: 0, isDetached: false });
      const workers = yield* rayAsRecorded("state-more.json", "workers, detail");
      const [driver] = (yield* workers.ray.workers.list()).rows;
      assert.deepInclude(driver, { workerType: "DRIVER", workerLaunchTimeMs: null, endTimeMs: null });
      const groups = yield* rayAsRecorded("state-more.json", "placement groups, detail");
      const [group] = (yield* groups.ray.placementGroups.list()).rows;
      assert.deepInclude(group?.bundles?.[0], { index: 0, unitResources: { CPU: 0.5 } });
      const objects = yield* rayAsRecorded("state.json", "objects");
      const held = yield* objects.ray.objects.list();
      assert.deepInclude(held.rows[0], { objectSize: null, taskStatus: "PENDING_NODE_ASSIGNMENT" });
      assert.lengthOf(held.warnings, 1);
    }),
  );

  it.effect("sends each filter with its predicate, the column in Ray's spelling", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayAsRecorded("state-more.json", "no such task");
      yield* ray.tasks.list({
        limit: 7,
        detail: true,
        excludeDriver: false,
        filters: [
          { key: "funcOrClassName", value: "f" },
          { key: "state", predicate: "!=", value: "RUNNING" },
          { key: "is_debugger_paused", value: false },
        ],
      });
      assert.deepStrictEqual(
        [...(script.requests[0]?.url.searchParams ?? [])],
        [
          ["limit", "7"],
          ["detail", "true"],
          ["exclude_driver", "false"],
          ["filter_keys", "func_or_class_name"],
          ["filter_keys", "state"],
          ["filter_keys", "is_debugger_paused"],
          ["filter_predicates", "="],
          ["filter_predicates", "!="],
          ["filter_predicates", "="],
          ["filter_values", "f"],
          ["filter_values", "RUNNING"],
          ["filter_values", "false"],
        ],
      );
    }),
  );

  it.effect("takes a column in any spelling, and sends Ray's own", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayAsRecorded("state-more.json", "no such task");
      const spellings = [
        "STATE",
        "State",
        "JOB_ID",
        "jobId",
        "JobID",
        "job-id",
        "Job Id",
        "TaskId",
        "FUNC_OR_CLASS_NAME",
        "Name",
      ];
      yield* ray.tasks.list({ filters: spellings.map((key) => ({ key, value: "x" })) });
      assert.deepStrictEqual(script.requests[0]?.url.searchParams.getAll("filter_keys"), [
        "state",
        "state",
        "job_id",
        "job_id",
        "job_id",
        "job_id",
        "job_id",
        "task_id",
        "func_or_class_name",
        "name",
      ]);
    }),
  );

  it.effect("lists the columns with a filter for an unknown one, before it sends anything", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ status: 500 }));
      const filters = [{ key: "nope\u001b", value: "x" }];
      for (const [call, known] of [
        [ray.nodes.list({ filters }), "node_id, node_ip, is_head_node, state, node_name"],
        [ray.tasks.list({ filters }), "worker_pid, error_type, language"],
        [ray.tasks.summary({ filters }), "worker_pid, error_type, language"],
        [ray.actors.list({ filters }), "ray_namespace"],
        [ray.actors.summary({ filters }), "ray_namespace"],
        [ray.workers.list({ filters }), "is_alive, worker_type, exit_type"],
        [ray.placementGroups.list({ filters }), "creator_job_id"],
        [ray.objects.list({ filters }), "reference_type, call_site"],
        [ray.objects.summary({ filters }), "reference_type, call_site"],
        [ray.jobs.search({ filters }), "job_id, submission_id, type, status"],
        [ray.nodes.list({ filters: [{ key: "LABELS", value: "x" }] }), "node_id, node_ip"],
      ] as const) {
        const error = (yield* outcomeOf<unknown, JobwireError>(call)) as JobwireError;
        assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" });
        assert.include(error.message, known);
        assert.notInclude(error.message, "\u001b");
      }
      assert.lengthOf(script.requests, 0);
    }),
  );

  it.effect("refuses options that Ray would misread, before it sends anything", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ status: 500 }));
      for (const call of [
        ray.tasks.list({ limit: 0 }),
        ray.tasks.list({ limit: 10_001 }),
        ray.tasks.list({ limit: 2.5 }),
        ray.tasks.list({ filters: [{ key: "", value: 1 }] }),
        ray.tasks.list({ filters: [{ key: "name", predicate: "<" as "=", value: 1 }] }),
        ray.tasks.list({ filters: [{ key: "name", value: undefined as never }] }),
        ray.tasks.get(" "),
        ray.tasks.timeline({ jobId: "nope" }),
        ray.tasks.getLogs("nope"),
        ray.tasks.getLogs("00", { attemptNumber: -1 }),
        ray.actors.getLogs("00", { lines: 0 }),
        ray.jobs.search({ filters: [{ key: "entrypoint", value: "x" }] }),
      ]) {
        assert.deepInclude(yield* outcomeOf<unknown, JobwireError>(call), { _tag: "InvalidRequest", reason: "local" });
      }
      assert.lengthOf(script.requests, 0);
    }),
  );
});

describe("an incomplete response", () => {
  it.effect("reports that it is incomplete, and why", () =>
    Effect.gen(function* () {
      const some = yield* rayAsRecorded("state-more.json", "tasks, one row of many");
      const tasks = yield* some.ray.tasks.list({ limit: 1 });
      assert.deepInclude(tasks, { complete: false, matching: 300 });
      assert.deepStrictEqual(
        tasks.incomplete.map(({ reason }) => reason),
        ["limit"],
      );
      const cases: ReadonlyArray<readonly [Readonly<Record<string, unknown>>, string]> = [
        [{ total: 3, num_after_truncation: 2, num_filtered: 1 }, "source"],
        [{ partial_failure_warning: "1 of 2 nodes did not answer" }, "unreachable"],
        [{ warnings: ["the store failed"] }, "source"],
      ];
      for (const [counters, reason] of cases) {
        const { ray } = yield* rayOver(() => ({ body: withCounters("no such task", counters) }));
        const list = yield* ray.tasks.list();
        assert.deepStrictEqual([list.complete, list.incomplete.at(-1)?.reason], [false, reason]);
        // It may be where no node responded.
        assert.deepInclude(yield* outcomeOf(ray.tasks.get("00")), { _tag: "BadResponse", reason: "partial" });
      }
    }),
  );

  it.effect("is not a node list whose store applied the filter itself", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayAsRecorded("state-more.json", "no such node");
      const filters = [{ key: "nodeId", value: "0" }];
      assert.deepInclude(yield* ray.nodes.list({ filters }), { complete: true, matching: 0 });
      assert.deepInclude(yield* ray.nodes.list(), { complete: false });
      assert.deepInclude(yield* outcomeOf(ray.nodes.get("00")), { _tag: "NotFound", reason: "unknown-node" });
    }),
  );

  it.effect("is reported in summaries and timelines as well", () =>
    Effect.gen(function* () {
      const summary = yield* rayOver(() => ({
        body: withCounters("tasks summary, of one job", { num_filtered: 10_001 }),
      }));
      const counted = yield* summary.ray.tasks.summary();
      assert.deepInclude(counted, { complete: false, totalTasks: 302 });
      assert.deepStrictEqual(counted.byName["flaky"], { type: "NORMAL_TASK", states: { FAILED: 1, FINISHED: 1 } });
      const timeline = yield* rayOver(({ url }) => ({
        body: url.pathname.endsWith("timeline")
          ? bodyText(recorded("state-more.json", "timeline, a job of one task"))
          : withCounters("tasks, one row of many", {
              total: 10_050,
              num_after_truncation: 10_050,
              num_filtered: 10_050,
            }),
      }));
      const profile = yield* timeline.ray.tasks.timeline({ jobId: "02000000" });
      assert.deepInclude(profile, { complete: false });
      assert.include(profile.incomplete[0]?.message, "omits 50 of");
      assert.isAbove(profile.events.length, 3);
    }),
  );
});

describe("one row by its id", () => {
  it.effect("a retried task has its attempts in order", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayAsRecorded("state-more.json", "a retried task has a row for each attempt");
      const attempts = yield* ray.tasks.get("d9");
      assert.deepStrictEqual(
        attempts.map(({ attemptNumber, state }) => [attemptNumber, state]),
        [
          [0, "FAILED"],
          [1, "FINISHED"],
        ],
      );
      assert.strictEqual(
        script.requests[0]?.url.search,
        "?limit=10000&detail=true&exclude_driver=false&filter_keys=task_id&filter_predicates=%3D&filter_values=d9",
      );
    }),
  );

  it.effect("that does not exist is NotFound", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayAsRecorded("state-more.json", "no such task");
      for (const get of [ray.tasks.get, ray.actors.get, ray.workers.get, ray.placementGroups.get, ray.objects.get]) {
        assert.deepInclude(yield* outcomeOf<unknown, JobwireError>(get("00")), { _tag: "NotFound" });
      }
    }),
  );
});

describe("a state API whose slots are all taken", () => {
  it.effect("is retried much longer than a fault", () =>
    Effect.gen(function* () {
      const { status } = recorded("state-rate-limit.json", "state API call while 100 log streams are open").response;
      const body = bodyText(recorded("state-more.json", "no such task"));
      const { ray, script } = yield* rayOver((_, index) => (index < 12 ? { status, body: "{}" } : { body }));
      assert.deepInclude(yield* outcomeOf(ray.tasks.list()), { complete: true });
      assert.lengthOf(script.requests, 13);
      const taken = yield* rayOver(() => ({ status }));
      assert.deepInclude(yield* outcomeOf(taken.ray.tasks.list({ timeoutMs: 60_000 })), { _tag: "Timeout" });
      assert.deepInclude(yield* outcomeOf(taken.ray.tasks.list(), 1000), { _tag: "RateLimited" });
      assert.strictEqual(script.open() + taken.script.open(), 0);
    }),
  );
});

describe("logs of tasks and actors", () => {
  const logPath = "/api/v0/logs/file";
  /** A cluster of this version with these responses to reads of logs. */
  const rayWithLog = (log: (nth: number) => ScriptedAnswer, version = "2.60.0"): ReturnType<typeof rayOver> => {
    let reads = 0;
    return rayOver(({ url: { pathname } }) =>
      pathname === logPath ? log(reads++) : { json: { version: "4", ray_version: version, ray_commit: "x" } },
    );
  };

  it.effect("are the text, and empty only when Ray says so three times", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayWithLog((nth) => ({ body: nth < 2 ? "" : ["caf\u00e9 ", "\ud83d\ude80\n"] }));
      const logRequests = (): ReadonlyArray<string> =>
        script.requests.filter(({ url }) => url.pathname === logPath).map(({ url }) => url.search);
      assert.strictEqual(yield* ray.actors.getLogs("00", { stream: "err", lines: 5 }), "café 🚀\n");
      assert.strictEqual(logRequests()[2], "?actor_id=00&suffix=err&lines=5&timeout=3600");
      const empty = yield* rayWithLog(() => ({ body: "" }));
      assert.strictEqual(yield* empty.ray.actors.getLogs("00"), "");
      assert.lengthOf(empty.script.requests, 4);
    }),
  );

  it.effect("have no marker bytes of old versions", () =>
    Effect.gen(function* () {
      const file = "worker-logs-2.40.0.json";
      const { ray } = yield* rayWithLog(() => asRecorded(file, "log of the actor"), "2.40.0");
      assert.strictEqual(
        yield* ray.actors.getLogs("00"),
        ":job_id:02000000\n:actor_name:Speaker\nspeaker 0\nspeaker 1\n",
      );
      const unknown = yield* rayWithLog(() => asRecorded(file, "log of an unknown task"), "2.40.0");
      assert.deepInclude(yield* outcomeOf(unknown.ray.actors.getLogs("00")), { reason: "unknown-log" });
    }),
  );

  it.effect("are NotFound for an unknown owner, InvalidRequest for an invalid id", () =>
    Effect.gen(function* () {
      for (const name of [
        "log file by task_id 000000000000000000000000000000000000000001000000",
        "log file by task_id TASK, attempt_number 7",
        "log file by actor_id 00000000000000000000000001000000",
      ]) {
        const { ray } = yield* rayWithLog(() => asRecorded("state-more.json", name));
        assert.deepInclude(yield* outcomeOf(ray.actors.getLogs("00")), { _tag: "NotFound", reason: "unknown-log" });
      }
      const { ray } = yield* rayWithLog(() => ({ status: 500, body: "ID string needs to have length 24, got 1" }));
      assert.deepInclude(yield* outcomeOf(ray.actors.getLogs("00")), { _tag: "InvalidRequest", reason: "server" });
      const task = yield* rayAsRecorded("worker-logs.json", "row of an unknown task");
      assert.deepInclude(yield* outcomeOf(task.ray.tasks.getLogs("00")), { _tag: "NotFound", reason: "unknown-task" });
    }),
  );
});
