/** One odd row of a list does not hide the others, is shown as far as it goes, and is seen to be odd. */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { makeAgent } from "../../src/agent/make-agent.ts";
import type { JobwireError } from "../../src/errors.ts";
import type { ReasonerJob } from "../../src/reasoner/types.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";
import { rayOver } from "../support/scripted-ray.ts";
import { reasonerOver, wireRow } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const oddJobs: ReadonlyArray<readonly [odd: unknown, unreadable: ReadonlyArray<string>]> = [
  [{ ...wireJob("odd", "FAILED"), metadata: { a: 1 } }, ["metadata"]],
  [{ ...wireJob("odd", "FAILED"), runtime_env: "conda", driver_exit_code: "7" }, ["runtime_env", "driver_exit_code"]],
  [{ ...wireJob("odd", "FAILED"), start_time: "yesterday", driver_info: 5 }, ["start_time", "driver_info"]],
  [{ ...wireJob("odd", "FAILED"), type: "SOMETHING", entrypoint: null }, ["type", "entrypoint"]],
  [{ ...wireJob("odd", "FAILED"), status: 7 }, ["status"]],
];

const stateList = (rows: ReadonlyArray<unknown>): object => ({
  result: true,
  msg: "",
  data: {
    result: {
      total: rows.length,
      num_after_truncation: rows.length,
      num_filtered: rows.length,
      result: rows,
      partial_failure_warning: "",
      warnings: null,
    },
  },
});

describe("Ray's jobs", () => {
  it.effect("are listed, waited for and got with an odd one among them", () =>
    Effect.gen(function* () {
      for (const [odd, unreadable] of oddJobs) {
        const jobs = [wireJob("a", "SUCCEEDED"), odd, wireJob("b", "SUCCEEDED")];
        const { ray } = yield* rayOver(({ url }) => ({
          json: url.pathname === "/api/jobs/" ? jobs : url.pathname === "/api/v0/jobs" ? stateList(jobs) : odd,
        }));
        for (const listed of [
          yield* ray.jobs.list(),
          ((yield* ray.jobs.search()) as { readonly rows: Effect.Success<ReturnType<typeof ray.jobs.list>> }).rows,
        ]) {
          assert.deepStrictEqual(
            listed.map(({ submissionId }) => submissionId),
            ["a", "odd", "b"],
          );
          assert.deepStrictEqual(listed[1]?.unreadable, unreadable);
          assert.notProperty(listed[0], "unreadable");
          assert.strictEqual(listed[1]?.status, unreadable.includes("status") ? "UNKNOWN" : "FAILED");
        }
        const waited = yield* outcomeOf(ray.jobs.waitAll(["a", "b"]));
        assert.strictEqual((waited as ReadonlyArray<unknown>).length, 2);
        const essential = unreadable.some((name) => ["type", "status", "entrypoint"].includes(name));
        const got = yield* outcomeOf(ray.jobs.get("odd"));
        if (essential) assert.deepInclude(got, { _tag: "BadResponse", reason: "shape" });
        else assert.deepInclude(got, { submissionId: "odd", unreadable });
      }
    }),
  );

  it.effect("may be no objects at all, or have times that no calendar has; a list of nothing else is none", () =>
    Effect.gen(function* () {
      const far = { ...wireJob("far", "RUNNING"), start_time: 1e20, end_time: -1e300 };
      const { ray } = yield* rayOver(() => ({ json: [null, 5, "x", [], {}, wireJob("a", "RUNNING"), far] }));
      const jobs = yield* ray.jobs.list();
      assert.lengthOf(jobs, 7);
      assert.deepStrictEqual([jobs[6]?.startTimeMs, jobs[6]?.endTimeMs], [1e20, -1e300]);
      assert.isAbove(jobs[0]?.unreadable?.length ?? 0, 3);
      const none = yield* rayOver(() => ({ json: [null, {}, { hello: "world" }] }));
      assert.deepInclude(yield* outcomeOf(none.ray.jobs.list()), { _tag: "BadResponse", reason: "shape" });
    }),
  );
});

it.effect("rows of the state API are kept with null in the odd column, or left out and told", () =>
  Effect.gen(function* () {
    const [good] = wireNodes([{ id: "n1", state: "ALIVE" }]).data?.result?.result ?? [];
    const rows = [good, { ...good, node_id: "n2", labels: 5 }, { ...good, node_id: 7 }, null];
    const { ray } = yield* rayOver(() => ({ json: stateList(rows) }));
    const list = yield* ray.nodes.list();
    assert.deepStrictEqual(
      list.rows.map(({ nodeId }) => nodeId),
      ["n1", "n2"],
    );
    assert.isFalse(list.complete);
    assert.deepStrictEqual(
      list.incomplete.map(({ reason }) => reason),
      ["unreadable"],
    );
    assert.include(list.incomplete[0]?.message, "2 rows");
    assert.include(list.warnings.join(), "labels");
    const none = yield* rayOver(() => ({ json: stateList([{}, { a: 1 }]) }));
    assert.deepInclude(yield* outcomeOf(none.ray.nodes.list()), { _tag: "BadResponse", reason: "shape" });
  }),
);

it.effect("applications of Serve are shown beside an odd one, and nothing is deployed over it", () =>
  Effect.gen(function* () {
    const good = { name: "one", status: "RUNNING", message: "", last_deployed_time_s: 1, deployments: {} };
    const { ray, script } = yield* rayOver(() => ({
      json: {
        controller_info: { a: 1 },
        applications: { one: good, two: { ...good, name: "two", status: 5 }, three: 7 },
      },
    }));
    const { applications } = yield* ray.serve.get();
    assert.deepStrictEqual(
      applications.map(({ name, status }) => [name, status]),
      [
        ["one", "RUNNING"],
        ["two", "UNKNOWN"],
        ["three", "UNKNOWN"],
      ],
    );
    assert.deepStrictEqual(applications[1]?.unreadable, ["status"]);
    assert.notProperty(applications[0], "unreadable");
    assert.property(yield* outcomeOf(ray.serve.wait(["one"])), "revision");
    assert.deepInclude(yield* outcomeOf(ray.serve.delete("one")), { _tag: "BadResponse", reason: "shape" });
    assert.isTrue(script.requests.every(({ method }) => method === "GET"));
  }),
);

it.effect("an agent's lists keep what has no id and what is no object", () =>
  Effect.gen(function* () {
    const { adapter } = scriptedAdapter({
      request: () => ({ json: [{ id: "a", status: "running" }, { status: "done" }, null, 5, ["x"]] }),
    });
    const agent = yield* makeAgent(adapter, { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" });
    const jobs = yield* agent.jobs.list();
    assert.deepStrictEqual(
      jobs.map(({ id, status }) => [id, status]),
      [
        ["a", "RUNNING"],
        ["", "DONE"],
        ["", null],
        ["", null],
        ["", null],
      ],
    );
    assert.deepStrictEqual(jobs[3]?.fields, { value: 5 });
    assert.lengthOf(yield* agent.nodes.list(), 5);
  }).pipe(Effect.scoped),
);

it.effect("reasoner jobs are listed beside what is no job", () =>
  Effect.gen(function* () {
    const rows = [wireRow("a", "RUNNING", { type: "ML" }), null, 5, wireRow("b", "RUNNING", { type: "ML" })];
    const { reasoner } = yield* reasonerOver(() => ({ json: { jobs: rows } }));
    const listed = (yield* outcomeOf(reasoner.jobs.list({ reasonerType: "ML" }))) as
      | ReadonlyArray<ReasonerJob>
      | JobwireError;
    assert.isArray(listed);
    const ids = (listed as ReadonlyArray<ReasonerJob>).map(({ id }) => id);
    assert.includeMembers(ids, ["a", "b"]);
  }),
);
