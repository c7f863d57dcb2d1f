import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import type { ServeConfig, ServeStatus } from "../../../src/ray/serve/types.ts";
import { bodyText, recorded, recordedExchanges } from "../../support/recordings.ts";
import type { ScriptedAnswer, SeenRequest } from "../../support/scripted-adapter.ts";
import { asRecorded, rayOver } from "../../support/scripted-ray.ts";
import { outcomeOf } from "../../support/settled.ts";

const application = (name: string): { name: string; import_path: string } => ({ name, import_path: `${name}:app` });

/** A Serve in memory that remembers each deploy, and simulates another deploy at a chosen request. */
const serveWith = (
  names: ReadonlyArray<string>,
  somebody: { readonly before?: number; readonly deploys?: ReadonlyArray<string>; readonly capacity?: number } = {},
): { readonly answer: (request: SeenRequest, index: number) => ScriptedAnswer; readonly puts: Array<ServeConfig> } => {
  let time = 1000;
  let set: ReadonlyArray<{ readonly name: string }> = names.map(application);
  let capacity = somebody.capacity ?? null;
  const puts: Array<ServeConfig> = [];
  const deploy = (next: ServeConfig): void => {
    time += 1;
    set = next.applications as ReadonlyArray<{ name: string }>;
    capacity = next.target_capacity ?? null;
  };
  return {
    puts,
    answer: ({ method, body }, index) => {
      if (index === somebody.before) deploy({ applications: (somebody.deploys ?? []).map(application) });
      if (method === "PUT") {
        const config = JSON.parse(body ?? "") as ServeConfig;
        puts.push(config);
        deploy(config);
        return { body: "" };
      }
      const applications = set.map((config) => [
        config.name,
        {
          name: config.name,
          route_prefix: "/",
          status: "DEPLOYING",
          message: "",
          last_deployed_time_s: time,
          deployed_app_config: config,
          source: "declarative",
          deployments: {},
        },
      ]);
      return {
        json: {
          controller_info: { node_id: "n" },
          proxies: {},
          applications: Object.fromEntries(applications) as unknown,
          target_capacity: capacity,
        },
      };
    },
  };
};

describe("a response of Serve", () => {
  it.effect("is readable as recorded, from off to failed", () =>
    Effect.gen(function* () {
      let read = 0;
      for (const exchange of ["serve-off.json", "serve-on.json", "serve-more.json"].flatMap(recordedExchanges)) {
        const { method, path } = exchange.request;
        if (method !== "GET" || path !== "/api/serve/applications/") continue;
        const { ray } = yield* rayOver(() => ({ body: bodyText(exchange) }));
        const status = yield* ray.serve.get();
        assert.strictEqual(status.running, status.proxies.length > 0, exchange.case);
        read += 1;
      }
      assert.isAbove(read, 8);
      const { ray } = yield* rayOver(() => asRecorded("serve-more.json", "two running"));
      const [one] = (yield* ray.serve.get()).applications;
      assert.deepInclude(one, { name: "one", status: "RUNNING", routePrefix: "/one", externalScalerEnabled: true });
      assert.deepInclude(one?.deployments[0], { name: "Hello", status: "HEALTHY", targetReplicas: 1 });
      assert.strictEqual(one?.config?.import_path, "rec_app:app");
    }),
  );

  it.effect("is an error with the reason in it", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, string, string, string]> = [
        [
          "serve-on.json",
          "put, application without import_path",
          "InvalidRequest",
          "applications.0.import_path: Field required",
        ],
        ["serve-on.json", "put, same route prefix twice", "InvalidRequest", 'route prefix "/one"'],
        ["serve-more.json", "scale, not allowed", "Conflict", "external_scaler_enabled"],
        ["serve-more.json", "scale, no such application", "NotFound", "Application or Deployment not found"],
        ["serve-more.json", "scale, bad body", "InvalidRequest", "target_num_replicas: Field required"],
        ["serve-more.json", "scale, Serve not running", "ServerError", "Serve controller is not available"],
      ];
      for (const [file, name, tag, words] of cases) {
        const { ray } = yield* rayOver(() => asRecorded(file, name));
        const error = (yield* outcomeOf(ray.serve.scale("one", "Hello", 1))) as JobwireError;
        assert.strictEqual(error._tag, tag, name);
        assert.include(error.message, words);
        assert.notInclude(error.message, "errors.pydantic.dev");
      }
    }),
  );
});

describe("one application", () => {
  it.effect("is replaced or added, while the others and the capacity stay as they were", () =>
    Effect.gen(function* () {
      const cluster = serveWith(["one", "two"], { capacity: 50 });
      const { ray } = yield* rayOver(cluster.answer);
      const next = { name: "two", import_path: "other:app", route_prefix: "/two" };
      yield* ray.serve.replace(next);
      assert.deepStrictEqual(cluster.puts, [{ applications: [application("one"), next], target_capacity: 50 }]);
      yield* ray.serve.replace({ name: "three", import_path: "three:app" });
      assert.deepStrictEqual(
        cluster.puts[1]?.applications.map(({ name }) => name),
        ["one", "two", "three"],
      );
    }),
  );

  it.effect("is deleted, while the others stay; NotFound for an unknown name", () =>
    Effect.gen(function* () {
      const cluster = serveWith(["one", "two"]);
      const { ray } = yield* rayOver(cluster.answer);
      yield* ray.serve.delete("one");
      assert.deepStrictEqual(cluster.puts, [{ applications: [application("two")] }]);
      assert.deepInclude(yield* outcomeOf(ray.serve.delete("one")), {
        _tag: "NotFound",
        reason: "unknown-application",
      });
      assert.lengthOf(cluster.puts, 1);
    }),
  );

  it.effect("is not changed when another deploy happened in between", () =>
    Effect.gen(function* () {
      // Requests: read, read again, put, read. Index 1 is right before the second read.
      const between = serveWith(["one", "two"], { before: 1, deploys: ["one", "two"] });
      const { ray } = yield* rayOver(between.answer);
      assert.deepInclude(yield* outcomeOf(ray.serve.delete("one")), { _tag: "Conflict", reason: "changed" });
      assert.lengthOf(between.puts, 0);
      const after = serveWith(["one", "two"], { before: 3, deploys: ["one", "theirs"] });
      const late = yield* rayOver(after.answer);
      assert.deepInclude(yield* outcomeOf(late.ray.serve.delete("one")), { _tag: "Conflict", reason: "changed" });
    }),
  );

  it.effect("is refused when a config contains <redacted>, or is unreadable", () =>
    Effect.gen(function* () {
      const hidden = yield* rayOver(() =>
        asRecorded("serve-on.json", "get when running, browser-like (env_vars hidden)"),
      );
      assert.deepInclude(yield* outcomeOf(hidden.ray.serve.replace(application("new"))), { _tag: "InvalidRequest" });
      assert.isFalse(hidden.script.requests.some(({ method }) => method === "PUT"));
    }),
  );
});

describe("a deploy", () => {
  it.effect("with an outdated revision is refused", () =>
    Effect.gen(function* () {
      const cluster = serveWith(["one"]);
      const { ray } = yield* rayOver(cluster.answer);
      const { revision } = yield* ray.serve.get();
      const config = { applications: [application("one"), application("two")] };
      const status = (yield* outcomeOf(ray.serve.deploy(config, { ifRevision: revision }))) as ServeStatus;
      assert.notStrictEqual(status.revision, revision);
      assert.deepInclude(yield* outcomeOf(ray.serve.deploy(config, { ifRevision: revision })), {
        _tag: "Conflict",
        reason: "changed",
      });
      assert.lengthOf(cluster.puts, 1);
    }),
  );

  it.effect("of an invalid config is refused before anything is sent", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ status: 500 }));
      for (const config of [
        null,
        {},
        { applications: [null] },
        { applications: [{ name: "a" }] },
        { applications: [{ import_path: "no attribute" }] },
        { applications: [application("a"), application("a")] },
        { applications: [{ ...application("a"), runtime_env: { n: Number.NaN } }] },
      ]) {
        const outcome = yield* outcomeOf(ray.serve.deploy(config as never));
        assert.deepInclude(outcome, { _tag: "InvalidRequest", reason: "local" });
      }
      assert.lengthOf(script.requests, 0);
    }),
  );

  it.effect("is sent again only when the server never saw it", () =>
    Effect.gen(function* () {
      const config = { applications: [application("one")] };
      for (const [fault, sends] of [
        ["refused", 3],
        ["reset", 1],
      ] as const) {
        const { ray, script } = yield* rayOver(() => ({ fault }));
        assert.deepInclude(yield* outcomeOf(ray.serve.deploy(config)), { _tag: "ConnectionFailed", reason: fault });
        assert.lengthOf(script.requests, sends);
      }
    }),
  );
});

describe("a wait for applications", () => {
  it.effect("ends when all are RUNNING, and reports each change", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver((_, index) =>
        asRecorded("serve-more.json", index < 3 ? "right after" : "two running"),
      );
      const seen: Array<string> = [];
      const status = (yield* outcomeOf(
        ray.serve.wait(["one", "two"], { onChange: ({ name, status: word }) => void seen.push(`${name} ${word}`) }),
      )) as ServeStatus;
      assert.deepStrictEqual(seen, ["one DEPLOYING", "two DEPLOYING", "one RUNNING", "two RUNNING"]);
      assert.lengthOf(status.applications, 2);
    }),
  );

  it.effect("fails with Serve's own message, with a deadline, and for an unknown name", () =>
    Effect.gen(function* () {
      const broken = yield* rayOver(() => asRecorded("serve-more.json", "failed two"));
      const error = (yield* outcomeOf(broken.ray.serve.wait(["two"]))) as JobwireError;
      assert.deepInclude(error, { _tag: "JobFailed", reason: "deploy-failed", errorType: "DEPLOY_FAILED" });
      assert.include(error.message, "ModuleNotFoundError: No module named 'no_such_module'");
      assert.include(error.serverText, "Traceback");
      assert.deepInclude(yield* outcomeOf(broken.ray.serve.wait(["zzz"])), { _tag: "NotFound" });
      const slow = yield* rayOver(() => asRecorded("serve-more.json", "right after"));
      const late = yield* outcomeOf(slow.ray.serve.wait(undefined, { timeoutMs: 60_000 }));
      assert.deepInclude(late, { _tag: "Timeout", reason: "deadline" });
      assert.include((late as JobwireError).message, "one was DEPLOYING");
      assert.strictEqual(slow.script.open(), 0);
    }),
  );

  it.effect(
    "has its last look before its deadline, whatever delay the server asks for and however rarely it polls",
    () =>
      Effect.gen(function* () {
        for (const options of [{ timeoutMs: 20_000 }, { timeoutMs: 20_000, pollIntervalMs: 900_000 }]) {
          const { ray, script } = yield* rayOver((_, index) =>
            index === 0
              ? { status: 503, headers: { "retry-after": "600" } }
              : asRecorded("serve-more.json", "two running"),
          );
          assert.property(yield* outcomeOf(ray.serve.wait(undefined, options)), "revision");
          assert.lengthOf(script.requests, 2);
        }
        const seldom = yield* rayOver((_, index) =>
          asRecorded("serve-more.json", index === 0 ? "right after" : "two running"),
        );
        const own = { timeoutMs: 20_000, pollIntervalMs: 60_000 };
        assert.property(yield* outcomeOf(seldom.ray.serve.wait(undefined, own)), "revision");
        assert.lengthOf(seldom.script.requests, 2);
      }),
  );

  it.effect("retries through an outage", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver((_, index) =>
        index < 12 ? { fault: "refused" } : asRecorded("serve-more.json", "two running"),
      );
      let retries = 0;
      assert.property(yield* outcomeOf(ray.serve.wait(undefined, { onRetry: () => void (retries += 1) })), "revision");
      assert.isAbove(retries, 0);
      assert.isDefined(recorded("serve-more.json", "two running"));
    }),
  );
});
