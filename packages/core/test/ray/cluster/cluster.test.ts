import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { RayDiagnosis } from "../../../src/ray/cluster/diagnosis.ts";
import { makeRay } from "../../../src/ray/make-ray.ts";
import type { ScriptedAnswer, SeenRequest } from "../../support/scripted-adapter.ts";
import { scriptedAdapter } from "../../support/scripted-adapter.ts";
import { asRecorded, rayOver } from "../../support/scripted-ray.ts";
import { outcomeOf } from "../../support/settled.ts";
import { wireJob, wireNodes } from "../../support/wire-job.ts";

const sound = ({ url }: SeenRequest): ScriptedAnswer => {
  switch (url.pathname) {
    case "/api/gcs_healthz":
      return { body: "success" };
    case "/api/authentication_mode":
      return { json: { authentication_mode: "disabled" } };
    case "/api/version":
      return { json: { version: "4", ray_version: "2.60.0" } };
    case "/api/jobs/":
      return { json: [wireJob("a", "RUNNING")] };
    case "/api/jobs/a/logs":
      return { json: { logs: "line\n" } };
    case "/api/v0/nodes":
      return { json: wireNodes([{ id: "n", state: "ALIVE" }]) };
    default:
      return { status: 500, body: "A file is not found at: /x" };
  }
};

const address = "http://127.0.0.1:8265";

const resultsOf = ({ checks }: RayDiagnosis): ReadonlyArray<string> =>
  checks.map(({ name, result }) => `${name} ${result}`);

/** A cluster behind a proxy that sends this for every path that is not named. */
const behind = (answer: ScriptedAnswer, ...passed: ReadonlyArray<string>) =>
  rayOver((request) => (passed.some((path) => request.url.pathname.startsWith(path)) ? sound(request) : answer));

describe("a diagnosis", () => {
  it.effect("of a healthy cluster finds everything, and lists the sources of a tail", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: sound, socket: () => ({ steps: [{ silence: true }] }) });
      const ray = yield* makeRay(script.adapter, { address });
      const report = yield* ray.diagnose();
      assert.deepInclude(report, { ok: true, rayVersion: "2.60.0", runtime: "script 1" });
      assert.deepStrictEqual(resultsOf(report), [
        "address ok",
        "token ok",
        "version ok",
        "jobs ok",
        "state ok",
        "file ok",
        "websocket ok",
        "plain untried",
        "writes untried",
      ]);
      assert.deepStrictEqual(
        report.tail.map(({ source }) => source),
        ["websocket", "file", "plain"],
      );
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("of a runtime without usable sockets or writes warns", () =>
    Effect.gen(function* () {
      const capabilities = { refuseCompression: false, forcedRequestHeaders: ["sec-fetch-mode"] };
      const script = scriptedAdapter({ request: sound, socket: () => ({ fault: "refused" }), capabilities });
      const ray = yield* makeRay(script.adapter, { address });
      const report = yield* ray.diagnose();
      assert.strictEqual(script.handshakes.length, 0);
      assert.deepStrictEqual(
        report.checks.filter(({ result }) => result === "warning").map(({ name }) => name),
        ["websocket", "writes"],
      );
      assert.deepStrictEqual(
        report.tail.map(({ source }) => source),
        ["file", "plain"],
      );
    }),
  );

  it.effect("names the failure, and skips the checks that depend on it", () =>
    Effect.gen(function* () {
      const down = yield* rayOver(() => ({ fault: "refused" }));
      const report = yield* down.ray.diagnose();
      assert.deepInclude(report, { ok: false, rayVersion: null });
      assert.deepStrictEqual(resultsOf(report), [
        "address failed",
        "token untried",
        "version untried",
        "jobs untried",
        "state untried",
        "file untried",
        "websocket untried",
        "plain untried",
        "writes untried",
      ]);
      assert.lengthOf(down.script.requests, 1);
      const guarded = yield* rayOver((request) => {
        if (request.url.pathname === "/api/authentication_mode") return { json: { authentication_mode: "token" } };
        return request.url.pathname === "/api/gcs_healthz" ? sound(request) : { status: 401, body: "Unauthorized: x" };
      });
      const refused = yield* guarded.ray.diagnose();
      assert.deepInclude(refused.checks[1], { name: "token", result: "failed" });
      assert.include(refused.checks[1]?.message, "none is configured");
      assert.deepStrictEqual(refused.tail, []);
      const old = yield* rayOver((request) =>
        request.url.pathname === "/api/version" ? { json: { version: "4", ray_version: "2.39.0" } } : sound(request),
      );
      assert.deepInclude((yield* old.ray.diagnose()).checks[2], { name: "version", result: "warning" });
    }),
  );

  it.effect.each<[string, ScriptedAnswer]>([
    ["403", { status: 403, body: "Forbidden" }],
    ["404", { status: 404, body: "not here" }],
    ["a redirect to a sign-in page", { status: 302, headers: { location: "https://login.example/" }, body: "" }],
    ["a sign-in page", { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" }],
  ])("behind a proxy that passes only the jobs API is ok, and names what is missing (%s)", ([, answer]) =>
    Effect.gen(function* () {
      const { ray } = yield* behind(answer, "/api/jobs");
      const report = yield* ray.diagnose();
      assert.isTrue(report.ok);
      const results = resultsOf(report);
      assert.include(results, "address warning");
      assert.include(results, "version warning");
      assert.include(results, "jobs ok");
      assert.include(results, "state warning");
      assert.include(results, "file untried");
      assert.include(results, "websocket warning");
      assert.isFalse(results.some((result) => result.endsWith("failed")));
      assert.include(report.checks.find(({ name }) => name === "state")?.message, "nodes, tasks and actors");
    }),
  );

  it.effect("of a head in its first seconds, without state API and agents, is ok", () =>
    Effect.gen(function* () {
      const { ray } = yield* behind({ status: 500, body: "starting" }, "/api/jobs", "/api/version", "/api/gcs_healthz");
      const report = yield* ray.diagnose();
      assert.isTrue(report.ok);
      assert.include(resultsOf(report), "state warning");
    }),
  );

  it.effect("without the jobs API, or with a log that nothing can read, is not ok", () =>
    Effect.gen(function* () {
      const refused = { status: 403, body: "Forbidden" };
      const noJobs = yield* behind(refused, "/api/v0", "/api/version", "/api/gcs_healthz", "/api/authentication_mode");
      const report = yield* noJobs.ray.diagnose();
      assert.isFalse(report.ok);
      assert.include(resultsOf(report), "jobs failed");
      const noLogs = yield* rayOver((request) => (request.url.pathname === "/api/jobs/" ? sound(request) : refused));
      const second = yield* noLogs.ray.diagnose();
      assert.isFalse(second.ok);
      assert.include(resultsOf(second), "plain failed");
      assert.deepStrictEqual(second.tail, []);
    }),
  );
});

describe("a cluster", () => {
  it.effect("reports its status and its activities", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver(({ url }) => {
        if (url.pathname === "/api/component_activities") return asRecorded("state-more.json", "activities, active");
        return asRecorded("state-more.json", url.search === "" ? "cluster status" : "cluster status as text");
      });
      const status = yield* ray.clusterStatus();
      assert.include(status.text, "Autoscaler status");
      assert.property(status.report, "loadMetricsReport");
      assert.deepStrictEqual(yield* outcomeOf(ray.activities()), [
        {
          component: "driver",
          state: "ACTIVE",
          reason: "Number of active drivers: 1",
          seenAtMs: 1795318287034.46,
          lastActivityAtMs: 1795318285065,
        },
      ]);
    }),
  );
});
