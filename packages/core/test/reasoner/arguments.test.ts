/**
 * The client checks every argument before it sends anything; its requests are those that the service was recorded to receive.
 */
import { assert, describe, it } from "@effect/vitest";
import { Effect, Stream, Tracer } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import { composeJobPayload, composePayload } from "../../src/reasoner/compose-payload.ts";
import type { ReasonerJobEffects } from "../../src/reasoner/effects.ts";
import { directAccess, type ReasonerOptions } from "../../src/reasoner/options.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { token } from "../../src/snowflake/credentials.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";
import { calls, jobAnswer, reasonerOver } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

type Call = (jobs: ReasonerJobEffects) => Effect.Effect<unknown, JobwireError>;
/** The arguments of a program without types. */
const any = (value: unknown): never => value as never;

const wrong: Readonly<Record<string, Call>> = {
  "an empty type": (it) => it.get({ reasonerType: "", id: "x" }),
  "an unknown type": (it) => it.get({ reasonerType: "Foo", id: "x" }),
  "no type": (it) => it.get({ reasonerType: any(null), id: "x" }),
  "a blank id": (it) => it.get({ reasonerType: "Logic", id: " " }),
  "an id that is no text": (it) => it.get({ reasonerType: "Logic", id: any(5) }),
  "an id that is a path": (it) => it.get({ reasonerType: "Logic", id: ".." }),
  "an include that is no object": (it) => it.get({ reasonerType: "ML", id: "x" }, { include: any([]) }),
  "an unknown include": (it) => it.get({ reasonerType: "ML", id: "x" }, { include: any({ x: true }) }),
  "an include that is no boolean": (it) => it.get({ reasonerType: "ML", id: "x" }, { include: any({ details: 1 }) }),
  "artifacts of another type than Logic": (it) =>
    it.get({ reasonerType: "Prescriptive", id: "x" }, { include: { artifacts: true } }),
  "artifacts of all types": (it) => it.list({ include: { artifacts: true } }),
  "problems of a wait for ML": (it) => it.wait({ reasonerType: "ML", id: "x" }, { include: { problems: true } }),
  "an offset below 0": (it) => it.list({ offset: -1 }),
  "an empty state": (it) => it.list({ state: "" }),
  "a blank name": (it) => it.list({ name: " " }),
  "onlyActive that is no boolean": (it) => it.list({ onlyActive: any("yes") }),
  "a token that is no text": (it) => it.getEvents({ reasonerType: "ML", id: "x" }, { continuationToken: any(null) }),
  "a stream that is no text": (it) => it.getEvents({ reasonerType: "ML", id: "x" }, { stream: any(null) }),
  "a position that is none": (it) =>
    Stream.runDrain(it.events({ reasonerType: "ML", id: "x" }, { from: any({ token: 1 }) })),
  "allUsers that is no boolean": (it) => it.stop({ reasonerType: "Logic", id: "x" }, { allUsers: any("yes") }),
  "allUsers of another type than Logic": (it) => it.stop({ reasonerType: "ML", id: "x" }, { allUsers: true }),
  "allUsers without an account": (it) => it.stop({ reasonerType: "Logic", id: "x" }, { allUsers: true }),
  "a payload that is no object": (it) => it.create("ML", "eng1", any([])),
  "a payload that JSON cannot hold": (it) => it.create("ML", "eng1", { a: Number.NaN }),
  "no name": (it) => it.create("ML", "", {}),
  "minutes that are no number": (it) => it.create("ML", "eng1", {}, { timeoutMins: 0.5 }),
  "a wait of no time": (it) => it.wait({ reasonerType: "ML", id: "x" }, { timeoutMs: 0 }),
  "polls without a pause": (it) => it.wait({ reasonerType: "ML", id: "x" }, { pollIntervalMs: 0 }),
  "polls every 20 s": (it) => it.wait({ reasonerType: "ML", id: "x" }, { pollIntervalMs: 20_000 }),
  "a createReady whose wait cannot work": (it) => it.createReady("ML", "eng1", {}, { timeoutMs: -1 }),
};

describe("nothing is sent for", () => {
  it.effect.each(Object.entries(wrong))("%s", ([, call]) =>
    Effect.gen(function* () {
      const { reasoner, script } = yield* reasonerOver(() => jobAnswer("x", "RUNNING"));
      assert.deepInclude(yield* outcomeOf(call(reasoner.jobs)), { _tag: "InvalidRequest", reason: "local" });
      assert.deepStrictEqual(script.requests, []);
    }),
  );

  it.effect.each<readonly [string, unknown]>([
    ["no backend", undefined],
    ["a backend without address and account", directAccess({})],
    ["an address that is none", directAccess({ address: "ftp://x" })],
    [
      "an address that is none beside an account",
      directAccess({ address: "x", snowflake: { account: "a", credentials: token("token-1234") } }),
    ],
    ["a token over plain http", directAccess({ address: "http://service.example", token: "token-1234" })],
  ])("a client with %s", ([, backend]) =>
    Effect.gen(function* () {
      const { adapter } = scriptedAdapter({ request: () => ({}) });
      const made = Effect.scoped(makeReasoner(adapter, { backend } as ReasonerOptions));
      assert.deepInclude(yield* Effect.flip(made), { _tag: "InvalidRequest", reason: "local" });
    }),
  );
});

describe("the requests", () => {
  const headersOf = (skipped: string, guarded: string) => ({
    accept: "application/json",
    "content-type": "application/json",
    gi_setup_skipped: skipped,
    "x-enable-guard-rails": guarded,
    authorization: 'Snowflake Token="token-1234"',
    "x-sf-spcs-authentication-method": "OAUTH",
  });

  it.effect("have the recorded headers, paths and bodies", () =>
    Effect.gen(function* () {
      const { reasoner, script } = yield* reasonerOver(
        ({ method }) => (method === "POST" ? { json: { id: "a" } } : jobAnswer("a", "RUNNING")),
        { access: { enableGuardRails: true } },
      );
      const { jobs } = reasoner;
      yield* outcomeOf(jobs.get({ reasonerType: "  predictive ", id: "nope/ x" }));
      yield* outcomeOf(jobs.create("SOLVER", " eng1 ", { a: "é", abort_detached: true }, { timeoutMins: 7 }));
      yield* outcomeOf(jobs.create("Logic", "eng1", { gi_setup_skipped: true, abort_detached: true }));
      yield* outcomeOf(
        jobs.getEvents({ reasonerType: "ML", id: "a" }, { stream: "pro file/r", continuationToken: "p 2" }),
      );
      yield* outcomeOf(jobs.stop({ reasonerType: "Prescriptive", id: "a" }));
      yield* outcomeOf(jobs.stop({ reasonerType: "Logic", id: "a" }));
      assert.deepStrictEqual(calls(script), [
        "GET /v1alpha1/jobs/ML/nope%2F%20x",
        "POST /v1alpha1/jobs",
        "POST /v1alpha1/transactions?use_graph_index=false",
        "GET /v1alpha1/jobs/ML/a/events/pro%20file%2Fr?continuation_token=p%202",
        "POST /v1alpha1/jobs/SOLVER/a/cancel",
        "POST /v1alpha1/transactions/a/cancel_async",
      ]);
      const [get, job, transaction, , cancel] = script.requests;
      assert.deepInclude(get?.headers, headersOf("False", "True"));
      assert.deepInclude(transaction?.headers, headersOf("True", "True"));
      assert.deepStrictEqual(JSON.parse(job?.body ?? ""), {
        job_type: "SOLVER",
        worker_name: "eng1",
        payload: JSON.stringify({ a: "é" }),
        timeout_mins: 7,
      });
      assert.deepStrictEqual(JSON.parse(transaction?.body ?? ""), {
        gi_setup_skipped: true,
        engine_name: "eng1",
        abort_detached: false,
      });
      assert.isUndefined(cancel?.body);
    }),
  );

  it.effect("have a span with the backend, without a token", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = [];
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options);
          spans.push(span);
          return span;
        },
      });
      const { reasoner } = yield* reasonerOver(() => jobAnswer("a", "COMPLETED"));
      const { jobs } = reasoner;
      yield* outcomeOf(
        Effect.withTracer(
          Effect.andThen(jobs.get({ reasonerType: "ML", id: "a" }), jobs.wait({ reasonerType: "ML", id: "a" })),
          tracer,
        ),
      );
      assert.deepStrictEqual(
        spans.map(({ name, attributes }) => [name, attributes.get("jobwire.reasoner.backend")]),
        [
          ["jobwire.reasoner.jobs.get", "direct-access"],
          ["jobwire.reasoner.jobs.wait", "direct-access"],
        ],
      );
      assert.notInclude(JSON.stringify(spans.map(({ attributes }) => [...attributes])), "token-1234");
    }),
  );

  it.effect("mark that a Logic job of createReady ends with its client", () =>
    Effect.gen(function* () {
      const { reasoner, script } = yield* reasonerOver(({ method }) =>
        method === "POST"
          ? { json: { transaction: { id: "t" } } }
          : { json: { transaction: { id: "t", state: "COMPLETED" } } },
      );
      assert.deepInclude(yield* outcomeOf(reasoner.jobs.createReady("Logic", "eng1", { query: "q" })), { id: "t" });
      assert.deepInclude(JSON.parse(script.requests[0]?.body ?? ""), { abort_detached: true });
    }),
  );
});

describe("a composed payload", () => {
  it("has the recorded keys", () => {
    assert.deepStrictEqual(
      composePayload({
        reasonerType: "logic",
        database: "DB",
        rawCode: "def output = 1",
        inputs: { x: 1 },
        timeoutMins: 5,
      }),
      {
        raw_code: "def output = 1",
        inputs: { x: 1 },
        readonly: true,
        nowait_durable: false,
        language: "rel",
        bypass_index: false,
        gi_setup_skipped: false,
        database: "DB",
        timeout_mins: 5,
        dbname: "DB",
        query: "def output = 1",
        v1_inputs: { x: 1 },
      },
    );
    assert.notProperty(composeJobPayload({ rawCode: "x", database: " " }), "database");
    assert.throws(() => composePayload({ reasonerType: "Logic", rawCode: "x" }), /database/);
    assert.throws(() => composePayload({ reasonerType: "Other", rawCode: "x" }), /reasonerType/);
  });
});
