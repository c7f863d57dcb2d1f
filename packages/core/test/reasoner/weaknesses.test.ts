/**
 * The weaknesses of the Python client by their number in docs/reasoner-weaknesses.md: each test fails with its behaviour.
 * Those that only the command line can show are in apps/cli; docs/reasoner-weaknesses.md explains why the rest do not apply.
 */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber, Stream } from "effect";
import type { JobFailed, JobwireError, Timeout } from "../../src/errors.ts";
import { isJobwireError } from "../../src/errors.ts";
import type { ReasonerJob } from "../../src/reasoner/types.ts";
import type { ScriptedAnswer } from "../support/scripted-adapter.ts";
import { calls, jobAnswer, reasonerOver, transactionAnswer, wireRow } from "../support/scripted-reasoner.ts";
import { outcomeOf, settled, turn } from "../support/settled.ts";

const idsOf = (jobs: unknown): ReadonlyArray<string> => (jobs as ReadonlyArray<ReasonerJob>).map(({ id }) => id);

describe("weakness 1: a wait retries through", () => {
  it.effect.each<readonly [string, ReadonlyArray<ScriptedAnswer>]>([
    [
      "two 503 in a row",
      [
        { status: 503, json: { message: "blip" } },
        { status: 503, json: { message: "blip" } },
      ],
    ],
    ["a dropped connection", [{ fault: "reset" }]],
    ["an answer that breaks off", [{ body: ['{"job"', { cut: "truncated" }] }]],
    ["a 404 that says not ready", [{ status: 404, json: { message: "engine is not ready to   accept jobs" } }]],
    ["the same words as text under 503", [{ status: 503, body: "engine is not ready to accept jobs" }]],
    ["429 with Retry-After", [{ status: 429, headers: { "retry-after": "2" }, json: { message: "slow" } }]],
    ["a job that appears late", [{ status: 404, json: { message: "job not found" } }]],
  ])("%s", ([, trouble]) =>
    Effect.gen(function* () {
      const answers = [...trouble, jobAnswer("a", "RUNNING"), ...trouble, jobAnswer("a", "COMPLETED")];
      const { reasoner, script } = yield* reasonerOver(() => answers.shift() ?? { fault: "refused" });
      assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" })), {
        id: "a",
        state: "COMPLETED",
      });
      assert.strictEqual(script.requests.length, 2 * trouble.length + 2);
    }),
  );

  it.effect("ten seconds of refused connections", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      const started = clock.currentTimeMillisUnsafe();
      const { reasoner } = yield* reasonerOver(() =>
        clock.currentTimeMillisUnsafe() - started < 10_000 ? { fault: "refused" } : jobAnswer("a", "COMPLETED"),
      );
      assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" })), {
        state: "COMPLETED",
      });
    }),
  );
});

it.effect("weakness 2: a create with a 503 after the server accepted it is sent once", () =>
  Effect.gen(function* () {
    for (const type of ["Prescriptive", "Logic"]) {
      for (const trouble of [{ status: 503 }, { status: 500 }, { fault: "reset" }, { silence: true }] as const) {
        const made: Array<string> = [];
        const { reasoner } = yield* reasonerOver(({ method, url }) => {
          made.push(`${method} ${url.pathname}`);
          return trouble;
        });
        const outcome = yield* outcomeOf(reasoner.jobs.create(type, "eng1", { query: "q" }));
        assert.strictEqual((outcome as JobwireError)._tag, "CreateOutcomeUnknown");
        assert.lengthOf(made, 1);
      }
    }
  }),
);

it.effect("weakness 3: artifacts are those that the server sent, whatever the case and nesting of its keys", () =>
  Effect.gen(function* () {
    const file = { filename: "f", presigned_url: "https://files.example/f", encryption_material: "" };
    for (const body of [
      { results: [file] },
      { RESULTS: [{ FILENAME: "f", PRESIGNED_URL: "https://files.example/f" }] },
      [file],
      { results: { results: [file] } },
    ]) {
      const { reasoner } = yield* reasonerOver(({ url }) =>
        url.pathname.endsWith("/artifacts") ? { json: body } : transactionAnswer("t", "COMPLETED"),
      );
      const job = (yield* outcomeOf(
        reasoner.jobs.get({ reasonerType: "Logic", id: "t" }, { include: { artifacts: true } }),
      )) as ReasonerJob;
      assert.lengthOf(job.artifacts?.results ?? [], 1);
      assert.deepInclude(job.artifacts?.results[0], {
        filename: "f",
        presignedUrl: "https://files.example/f",
        encryptionMaterial: null,
      });
    }
  }),
);

it.effect("weakness 5: a failed include is reported as failed and does not look empty", () =>
  Effect.gen(function* () {
    const { reasoner } = yield* reasonerOver(({ url }) => {
      if (url.pathname.includes("/events/")) return { status: 500, json: { message: "broken" } };
      if (url.pathname.endsWith("/problems")) return { body: "not JSON" };
      if (url.pathname.endsWith("/artifacts")) return { json: { results: [] } };
      return transactionAnswer("t", "COMPLETED");
    });
    const include = { events: true, problems: true, artifacts: true };
    const job = (yield* outcomeOf(reasoner.jobs.get({ reasonerType: "Logic", id: "t" }, { include }))) as ReasonerJob;
    assert.isNull(job.events);
    assert.isNull(job.problems);
    assert.deepStrictEqual(job.artifacts, { results: [] });
    assert.deepInclude(job.failures.events, { _tag: "ServerError", statusCode: 500 });
    assert.deepInclude(job.failures.problems, { _tag: "BadResponse", reason: "json" });
    assert.isUndefined(job.failures.artifacts);
  }),
);

describe("weakness 6: in parallel are", () => {
  /** Responds to requests for `path` only when `count` of them are open at once. */
  const together = (count: number, matches: (path: string) => boolean, answer: ScriptedAnswer) => {
    const held: Array<(answer: ScriptedAnswer) => void> = [];
    let most = 0;
    return {
      most: () => most,
      take: (path: string): Promise<ScriptedAnswer> | undefined => {
        if (!matches(path)) return undefined;
        return new Promise((resolve) => {
          held.push(resolve);
          most = Math.max(most, held.length);
          if (held.length === count) for (const give of held.splice(0)) give(answer);
        });
      },
    };
  };

  it.effect("the includes of a job", () =>
    Effect.gen(function* () {
      const parts = together(3, (path) => /events|artifacts|problems/.test(path), {
        json: { events: [], results: [], problems: [] },
      });
      const { reasoner } = yield* reasonerOver(
        ({ url }) => parts.take(url.pathname) ?? transactionAnswer("t", "COMPLETED"),
      );
      const include = { events: true, problems: true, artifacts: true };
      const job = (yield* outcomeOf(reasoner.jobs.get({ reasonerType: "Logic", id: "t" }, { include }))) as ReasonerJob;
      assert.deepStrictEqual(job.failures, {});
      assert.deepStrictEqual(job.artifacts, { results: [] });
    }),
  );

  it.effect("the jobs of a list, eight requests at once and no more", () =>
    Effect.gen(function* () {
      const parts = together(8, (path) => path.includes("/events/"), { json: { events: [{ type: "x" }] } });
      const rows = Array.from({ length: 24 }, (_, index) => wireRow(`t${index}`, "COMPLETED"));
      const { reasoner } = yield* reasonerOver(
        ({ url }) => parts.take(url.pathname) ?? { json: { transactions: rows } },
      );
      const jobs = yield* outcomeOf(reasoner.jobs.list({ reasonerType: "Prescriptive", include: { events: true } }));
      assert.lengthOf(jobs as ReadonlyArray<ReasonerJob>, 24);
      assert.strictEqual(parts.most(), 8);
    }),
  );

  it.effect("the two lists that have all types", () =>
    Effect.gen(function* () {
      const lists = together(2, () => true, { json: { jobs: [wireRow("a", "COMPLETED")] } });
      const { reasoner } = yield* reasonerOver(({ url }) => lists.take(url.pathname) ?? { fault: "refused" });
      assert.isArray(yield* outcomeOf(reasoner.jobs.list()));
    }),
  );
});

it.effect("weakness 7: a list of all types downloads each list once, and none for a limit of 0", () =>
  Effect.gen(function* () {
    const { reasoner, script } = yield* reasonerOver(({ url }) => ({
      json: url.pathname.endsWith("/jobs") ? { jobs: [wireRow("a", "RUNNING")] } : { transactions: [] },
    }));
    yield* outcomeOf(reasoner.jobs.list({ limit: 1 }));
    assert.deepStrictEqual([...calls(script)].sort(), ["GET /v1alpha1/jobs", "GET /v1alpha1/transactions"]);
    for (const limit of [0, -1]) assert.deepStrictEqual(yield* outcomeOf(reasoner.jobs.list({ limit })), []);
    assert.lengthOf(script.requests, 2);
  }),
);

it.effect("weakness 8: events of a list of all types are requested under SOLVER and ML", () =>
  Effect.gen(function* () {
    const rows = [
      wireRow("a", "RUNNING"),
      wireRow("b", "RUNNING", { type: "ML" }),
      wireRow("c", "RUNNING", { type: "Predictive" }),
    ];
    const { reasoner, script } = yield* reasonerOver(({ url }) => {
      if (url.pathname.includes("/events/")) return { json: { events: [{ type: "start" }] } };
      return { json: url.pathname.endsWith("/jobs") ? { jobs: rows } : [] };
    });
    const jobs = (yield* outcomeOf(reasoner.jobs.list({ include: { events: true } }))) as ReadonlyArray<ReasonerJob>;
    assert.isTrue(jobs.every(({ events }) => events?.events.length === 1));
    assert.deepStrictEqual(
      calls(script)
        .filter((call) => call.includes("/events/"))
        .sort(),
      [
        "GET /v1alpha1/jobs/ML/b/events/progress",
        "GET /v1alpha1/jobs/ML/c/events/progress",
        "GET /v1alpha1/jobs/SOLVER/a/events/progress",
      ],
    );
  }),
);

it.effect("weakness 9: a list is newest first, and states, names and users ignore case", () =>
  Effect.gen(function* () {
    const rows = [
      wireRow("old", "Running", { created_on: 1_760_000_000_000 }),
      wireRow("timeless", "RUNNING", { created_on: null }),
      wireRow("new", "running", {
        created_on: "2026-01-02T03:04:05Z",
        worker_name: "ENG1",
        created_by: "ALICE@example.com",
      }),
      wireRow("other", "COMPLETED", { created_on: 1_770_000_000_000 }),
    ];
    const { reasoner } = yield* reasonerOver(() => ({ json: { jobs: rows } }));
    const list = (more: object) => outcomeOf(reasoner.jobs.list({ reasonerType: "SOLVER", ...more }));
    assert.deepStrictEqual(idsOf(yield* list({})), ["other", "new", "old", "timeless"]);
    assert.deepStrictEqual(idsOf(yield* list({ state: "rUnning" })), ["new", "old", "timeless"]);
    assert.deepStrictEqual(idsOf(yield* list({ name: "eNG1", createdBy: "Alice@Example.com" })), [
      "other",
      "new",
      "old",
      "timeless",
    ]);
    assert.deepStrictEqual(idsOf(yield* list({ onlyActive: true, offset: 1, limit: 1 })), ["old"]);
  }),
);

it.effect("weakness 10: the error of a deadline has the job and the time, that of a server its status", () =>
  Effect.gen(function* () {
    const { reasoner } = yield* reasonerOver(() => jobAnswer("a", "RUNNING"));
    const late = (yield* outcomeOf(
      reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" }, { timeoutMs: 3000 }),
    )) as Timeout;
    assert.deepInclude(late, { _tag: "Timeout", reason: "deadline" });
    assert.deepInclude(late.job, { id: "a", state: "RUNNING" });
    assert.isAtLeast(late.elapsedMs ?? 0, 3000);
    assert.include(late.message, "RUNNING");
    const broken = yield* reasonerOver(() => ({ status: 500, json: { message: "broken" } }));
    const error = (yield* outcomeOf(
      broken.reasoner.jobs.get({ reasonerType: "Prescriptive", id: "a" }),
    )) as JobwireError;
    assert.deepInclude(error, { _tag: "ServerError", statusCode: 500 });
    assert.include(error.message, "broken");
  }),
);

it.effect(
  "weakness 11: a wait of one second on a server that hangs ends after one second and leaves nothing open",
  () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      const { reasoner, script } = yield* reasonerOver(() => ({ silence: true }));
      const started = clock.currentTimeMillisUnsafe();
      const late = (yield* outcomeOf(
        reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" }, { timeoutMs: 1000 }),
      )) as Timeout;
      assert.deepInclude(late, { _tag: "Timeout", reason: "deadline" });
      assert.isAtMost(clock.currentTimeMillisUnsafe() - started, 1100);
      yield* turn;
      assert.strictEqual(script.open(), 0);
    }),
);

it.effect("weakness 13: events follow tokens, each once; an empty token does not count", () =>
  Effect.gen(function* () {
    const pages: Record<string, unknown> = {
      "": { events: [{ n: 1 }, { n: 2 }], continuation_token: "p2" },
      p2: { events: [{ n: 3 }], continuation_token: "" },
    };
    const { reasoner } = yield* reasonerOver(({ url }) =>
      url.pathname.includes("/events/")
        ? { json: pages[url.searchParams.get("continuation_token") ?? ""] }
        : jobAnswer("a", "COMPLETED"),
    );
    const page = yield* outcomeOf(
      reasoner.jobs.getEvents({ reasonerType: "Prescriptive", id: "a" }, { continuationToken: "p2" }),
    );
    assert.deepStrictEqual(page, { events: [{ n: 3 }], continuationToken: null });
  }),
);

it.effect("weakness 14: a failed job is an error for result and createReady, and a job for wait", () =>
  Effect.gen(function* () {
    const { reasoner } = yield* reasonerOver(({ method }) =>
      method === "POST" ? { json: { id: "a" } } : jobAnswer("a", "FAILED", { abort_reason: "engine failed" }),
    );
    assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" })), {
      state: "FAILED",
    });
    for (const asked of [
      reasoner.jobs.result({ reasonerType: "Prescriptive", id: "a" }),
      reasoner.jobs.createReady("Prescriptive", "eng1", {}),
    ]) {
      const error = (yield* outcomeOf(asked)) as JobFailed;
      assert.deepInclude(error, { _tag: "JobFailed", reason: "failed" });
      assert.include(error.message, "engine failed");
      assert.deepInclude(error.job, { id: "a", state: "FAILED" });
    }
  }),
);

it.effect("weakness 15: CANCELLED, SUCCEEDED and an unknown state with an end time end a wait", () =>
  Effect.gen(function* () {
    for (const [state, more, status] of [
      ["CANCELLED", {}, "CANCELLED"],
      ["SUCCEEDED", {}, "SUCCEEDED"],
      ["completed", {}, "SUCCEEDED"],
      ["EXPLODED", { finished_at: 1_760_000_002_000 }, "FAILED"],
    ] as const) {
      const { reasoner } = yield* reasonerOver(() => jobAnswer("q", state, more));
      assert.deepInclude(
        yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "SOLVER", id: "q" }, { timeoutMs: 1000 })),
        { state },
      );
      assert.deepInclude(yield* outcomeOf(reasoner.jobs.getOperation({ reasonerType: "SOLVER", id: "q" })), { status });
    }
    const { reasoner } = yield* reasonerOver(() => jobAnswer("q", "CANCELLING"));
    assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "SOLVER", id: "q" }, { timeoutMs: 1000 })), {
      _tag: "Timeout",
    });
  }),
);

it.effect("weakness 16: a read survives two dropped connections", () =>
  Effect.gen(function* () {
    const answers: Array<ScriptedAnswer> = [{ fault: "reset" }, { fault: "reset" }, jobAnswer("a", "RUNNING")];
    const { reasoner } = yield* reasonerOver(() => answers.shift() ?? { fault: "refused" });
    assert.deepInclude(yield* outcomeOf(reasoner.jobs.get({ reasonerType: "Prescriptive", id: "a" })), {
      state: "RUNNING",
    });
  }),
);

it.effect("weakness 17: rows are told apart by reasoner_type too, and found by reasoner_name", () =>
  Effect.gen(function* () {
    const rows = [
      { id: "1", reasoner_type: "ML", reasoner_name: "eng1", state: "RUNNING" },
      { id: "2", REASONER_TYPE: "prescriptive", REASONER_NAME: "ENG1", STATE: "RUNNING" },
      { id: "3", state: "RUNNING", engine_name: "other" },
    ];
    const { reasoner } = yield* reasonerOver(() => ({ json: { jobs: rows } }));
    const list = (more: object) => outcomeOf(reasoner.jobs.list({ reasonerType: "Prescriptive", ...more }));
    assert.deepStrictEqual(idsOf(yield* list({})), ["2", "3"]);
    assert.deepStrictEqual(idsOf(yield* list({ name: "eng1" })), ["2"]);
  }),
);

it.effect("weakness 18: after a 401 the client uses another token, once, and waits for the job to its end", () =>
  Effect.gen(function* () {
    const tokens = ["old-token", "new-token"];
    const { reasoner, script } = yield* reasonerOver(
      ({ headers }) =>
        headers["authorization"] === 'Snowflake Token="old-token"'
          ? { status: 401, json: { message: "expired" } }
          : jobAnswer("a", "COMPLETED"),
      { access: { token: () => tokens.shift() ?? "new-token" } },
    );
    assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" })), {
      state: "COMPLETED",
    });
    assert.lengthOf(script.requests, 2);
  }),
);

it.effect("weakness 19: timeoutMins of a create overrides the payload's", () =>
  Effect.gen(function* () {
    const { reasoner, script } = yield* reasonerOver(() => ({ json: { transaction: { id: "t" } } }));
    yield* outcomeOf(reasoner.jobs.create("Logic", "eng1", { query: "q", timeout_mins: 4 }, { timeoutMins: 9 }));
    yield* outcomeOf(reasoner.jobs.create("Logic", "eng1", { query: "q", timeout_mins: 4 }));
    assert.deepStrictEqual(
      script.requests.map(({ body }) => (JSON.parse(body ?? "") as { timeout_mins: number }).timeout_mins),
      [9, 4],
    );
  }),
);

it.effect("weakness 20: raw is the server's own row", () =>
  Effect.gen(function* () {
    const row = wireRow("a", "RUNNING", { something_new: { deep: [1] } });
    const { reasoner } = yield* reasonerOver(() => ({ json: { job: row } }));
    const job = (yield* outcomeOf(
      reasoner.jobs.get({ reasonerType: "Prescriptive", id: "a" }, { include: { raw: true } }),
    )) as ReasonerJob;
    assert.deepStrictEqual(job.raw, row);
  }),
);

it.effect("weakness 21: a create without an id, and an unavailable token, are errors of the one family", () =>
  Effect.gen(function* () {
    for (const json of [{}, [], { message: "why" }, { result: { transaction: { other: 1 } } }]) {
      const { reasoner } = yield* reasonerOver(() => ({ json }));
      const error = (yield* outcomeOf(reasoner.jobs.create("Logic", "eng1", {}))) as JobwireError;
      assert.isTrue(isJobwireError(error));
      assert.deepInclude(error, { _tag: "CreateOutcomeUnknown", reason: "no-id" });
    }
    const { reasoner } = yield* reasonerOver(() => ({}), {
      access: { token: () => Promise.reject(new Error("vault closed")) },
    });
    assert.isTrue(isJobwireError(yield* outcomeOf(reasoner.jobs.get({ reasonerType: "Logic", id: "t" }))));
  }),
);

it.effect("weakness 22: interrupting a wait ends it and its requests at once, and leaves the job alone", () =>
  Effect.gen(function* () {
    const { reasoner, script } = yield* reasonerOver((_, index) =>
      index === 0 ? jobAnswer("a", "RUNNING") : { silence: true },
    );
    const fiber = yield* Effect.forkChild(Effect.result(reasoner.jobs.wait({ reasonerType: "Prescriptive", id: "a" })));
    while (script.requests.length < 2) yield* settledStep;
    yield* Fiber.interrupt(fiber);
    yield* turn;
    assert.strictEqual(script.open(), 0);
    assert.isTrue(calls(script).every((call) => call.startsWith("GET ")));
  }),
);

it.effect(
  "weakness 24: what callers built round it is there: events to the end, the last state, a failure that throws",
  () =>
    Effect.gen(function* () {
      const states = ["RUNNING", "RUNNING"];
      const { reasoner } = yield* reasonerOver(({ url }) => {
        if (url.pathname.includes("/events/"))
          return { json: { events: [{ n: states.length }], continuation_token: "" } };
        return transactionAnswer("t", states.shift() ?? "ABORTED", { abort_reason: " Client Disconnected " });
      });
      const pages = yield* outcomeOf(Stream.runCollect(reasoner.jobs.events({ reasonerType: "Logic", id: "t" })));
      assert.isAbove((pages as ReadonlyArray<unknown>).length, 0);
      for (const ended of [
        reasoner.jobs.wait({ reasonerType: "Logic", id: "t" }),
        reasoner.jobs.result({ reasonerType: "Logic", id: "t" }),
      ]) {
        assert.deepInclude(yield* outcomeOf(ended), { _tag: "JobFailed", reason: "client-disconnected" });
      }
      assert.deepInclude(yield* outcomeOf(reasoner.jobs.get({ reasonerType: "Logic", id: "t" })), { state: "ABORTED" });
    }),
);

it.effect("a list of one job requests it under each type, and downloads no list", () =>
  Effect.gen(function* () {
    const { reasoner, script } = yield* reasonerOver(({ url }) =>
      url.pathname.startsWith("/v1alpha1/jobs/") ? jobAnswer("a", "RUNNING") : { status: 404, json: { message: "no" } },
    );
    assert.deepStrictEqual(idsOf(yield* outcomeOf(reasoner.jobs.list({ jobId: "a" }))), ["a"]);
    assert.deepStrictEqual([...calls(script)].sort(), [
      "GET /v1alpha1/jobs/ML/a",
      "GET /v1alpha1/jobs/SOLVER/a",
      "GET /v1alpha1/transactions/a",
    ]);
    assert.deepStrictEqual(yield* outcomeOf(reasoner.jobs.list({ jobId: "a", offset: 1 })), []);
  }),
);

const settledStep = Effect.gen(function* () {
  const fiber = yield* Effect.forkChild(Effect.sleep(100));
  yield* settled(fiber);
});
