import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { decodeJob, decodeJobs } from "../../src/ray/job-schema.ts";
import { listNodes } from "../../src/ray/state/nodes.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { makeRayApi } from "../../src/ray/api.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";
import { bodyText, recorded, recordedExchanges } from "../support/recordings.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

/** The result of a node list with this response. */
const nodesIn = (body: string): ReturnType<typeof listNodes> => {
  const { adapter } = scriptedAdapter({ request: () => ({ body }) });
  return listNodes(makeRayApi(makeHttp(adapter, { baseUrl: "http://127.0.0.1:8265", describe: describeRay })));
};

describe("responses of a real Ray", () => {
  it.effect("are readable: every recorded job and list", () =>
    Effect.gen(function* () {
      let jobs = 0;
      for (const file of [
        "jobs-lifecycle.json",
        "jobs-list.json",
        "jobs-stop-timing.json",
        "driver-type.json",
        "dashboard-faults.json",
      ]) {
        for (const exchange of recordedExchanges(file)) {
          const { method, path } = exchange.request;
          if (exchange.response.status !== 200 || method !== "GET") continue;
          if (/^\/api\/jobs\/[^/?]+$/.test(path))
            jobs += (yield* decodeJob("job", bodyText(exchange))).entrypoint === "" ? 0 : 1;
          if (path === "/api/jobs/") jobs += (yield* decodeJobs("jobs", bodyText(exchange))).length;
        }
      }
      assert.isAbove(jobs, 20);
    }),
  );

  it.effect("come out in camelCase, with a running driver's end as null", () =>
    Effect.gen(function* () {
      const running = yield* decodeJob("job", bodyText(recorded("jobs-lifecycle.json", "get, RUNNING")));
      assert.deepInclude(running, {
        type: "SUBMISSION",
        submissionId: "rec-01742-run",
        jobId: null,
        status: "RUNNING",
        endTimeMs: null,
        driverExitCode: null,
        metadata: { k: "v" },
      });
      const driver = yield* decodeJob("job", bodyText(recorded("driver-type.json", "get by job_id")));
      assert.deepInclude(driver, { type: "DRIVER", submissionId: null, status: "RUNNING", endTimeMs: null });
      assert.deepStrictEqual(driver.driverInfo, { id: "03000000", nodeIpAddress: "192.0.2.2", pid: "24092" });
    }),
  );

  it.effect("of nodes come out, with dead ones", () =>
    Effect.gen(function* () {
      const nodes = yield* nodesIn(bodyText(recorded("dashboard-faults.json", "nodes, one dead")));
      assert.deepStrictEqual(
        nodes.map(({ state, isHeadNode }) => `${state} ${isHeadNode}`).toSorted((a, b) => a.localeCompare(b)),
        ["ALIVE true", "DEAD false"],
      );
    }),
  );
});

describe("responses that differ", () => {
  it.effect("are readable when fields are missing or new", () =>
    Effect.gen(function* () {
      const job = yield* decodeJob(
        "job",
        '\ufeff{"type":"SUBMISSION","status":"NEW_WORD","entrypoint":"x","surprise":{"a":[1]}}'.slice(1),
      );
      assert.deepInclude(job, { status: "NEW_WORD", submissionId: null, metadata: null });
    }),
  );

  it.effect("keep keys that belong to the data", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(wireJob("a", "RUNNING")).replace(
        '"metadata":null',
        '"metadata":{"__proto__":"p","constructor":"c"}',
      );
      const { metadata } = yield* decodeJob("job", text);
      assert.deepStrictEqual(Object.entries(metadata ?? {}), [
        ["__proto__", "p"],
        ["constructor", "c"],
      ]);
    }),
  );

  it.effect("are BadResponse with an excerpt when they have no known shape", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, string]> = [
        ["", "json"],
        ["<html>" + "x".repeat(5000), "page"],
        ['{"type":"SUBMISSION"', "json"],
        ["null", "shape"],
        ["[]", "shape"],
        ['{"type":"OTHER","status":"RUNNING","entrypoint":""}', "shape"],
        ['{"type":"SUBMISSION","status":7,"entrypoint":""}', "shape"],
        ['{"type":"SUBMISSION","status":1,"entrypoint":"","metadata":{"a":"1"}}', "shape"],
      ];
      for (const [text, reason] of cases) {
        const error = yield* Effect.flip(decodeJob("job a", text));
        assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", reason], text);
        assert.isBelow(error.message.length, 700);
        assert.isTrue(error.message.startsWith("job a: "));
      }
    }),
  );

  it.effect("of nodes that are partial are an error, not a shorter list", () =>
    Effect.gen(function* () {
      const whole = wireNodes([
        { id: "a", state: "ALIVE" },
        { id: "b", state: "ALIVE" },
      ]);
      const parts = [
        { num_filtered: 3 },
        { num_after_truncation: 1 },
        { partial_failure_warning: "node x did not answer" },
      ];
      for (const part of parts) {
        const text = JSON.stringify({ ...whole, data: { result: { ...whole.data.result, ...part } } });
        assert.strictEqual((yield* Effect.flip(nodesIn(text))).reason, "partial");
      }
      assert.strictEqual((yield* nodesIn(JSON.stringify(whole))).length, 2);
    }),
  );
});
