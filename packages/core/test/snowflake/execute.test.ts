import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, Redacted } from "effect";
import { TestClock } from "effect/testing";
import type { Capabilities } from "../../src/adapter.ts";
import type { JobwireError } from "../../src/errors.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import { mayPass } from "../../src/retry/retry-policies.ts";
import { programmaticAccessToken, token } from "../../src/snowflake/credentials.ts";
import { makeSnowflakeSql } from "../../src/snowflake/make-sql.ts";
import { makeSnowflakeTokens } from "../../src/snowflake/make-tokens.ts";
import type { SnowflakeAccountOptions } from "../../src/snowflake/options.ts";
import type { SnowflakeSql, SqlBinding, SqlExecuteOptions, SqlResult } from "../../src/snowflake/sql.ts";
import { version } from "../../src/version.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { done, failed, handle, kindOf, one, running } from "../support/scripted-sql.ts";
import { outcomeOf, settled, turn } from "../support/settled.ts";

interface Bed {
  readonly sql: SnowflakeSql;
  readonly script: ScriptedAdapter;
  readonly kinds: () => ReadonlyArray<string>;
}

const sqlOver = (
  answer: (kind: string, index: number, request: SeenRequest) => ScriptedAnswer,
  options: Partial<SnowflakeAccountOptions> = {},
  capabilities: Partial<Capabilities> = {},
): Bed => {
  const script = scriptedAdapter({
    request: (request, index) => answer(kindOf(request), index, request),
    capabilities,
  });
  const all: SnowflakeAccountOptions = { account: "org-acct", credentials: token("tok-12345"), ...options };
  const budget = new RetryBudget();
  const tokens = makeSnowflakeTokens(script.adapter, all, budget);
  return {
    sql: makeSnowflakeSql(script.adapter, all, { tokens, budget }),
    script,
    kinds: () => script.requests.map(kindOf),
  };
};

const ask = (
  { sql }: Bed,
  options?: SqlExecuteOptions,
  bindings: ReadonlyArray<SqlBinding> = [],
): Effect.Effect<SqlResult, JobwireError> => sql.execute("select 1", bindings, options);

/** Responds with these in turn, the last one for ever. */
const turns =
  (...answers: ReadonlyArray<ScriptedAnswer>) =>
  (_: string, index: number): ScriptedAnswer =>
    answers[Math.min(index, answers.length - 1)] ?? { silence: true };

const failure = (bed: Bed, options?: SqlExecuteOptions): Effect.Effect<JobwireError> =>
  Effect.map(outcomeOf(ask(bed, options), 1000), (outcome) => {
    assert.property(outcome, "_tag");
    return outcome as JobwireError;
  });

describe("a statement", () => {
  it.effect("is sent with its bindings, its session and its headers, and returns rows", () =>
    Effect.gen(function* () {
      const bed = sqlOver(
        () =>
          done(
            [
              { name: "id", type: "FIXED" },
              { name: "N", type: "text" },
            ],
            [
              ["7", null],
              ["8", "b"],
            ],
          ),
        { role: "R", warehouse: "W", database: "D", schema: "S", queryTag: "jobs" },
      );
      const result = yield* bed.sql.execute(" call a.api.GET_JOB(?, ?, ?, ?, ?) ;", ['a"b', 7, 1.5, true, null]);
      assert.deepStrictEqual(result, {
        columns: [
          { name: "ID", type: "fixed" },
          { name: "N", type: "text" },
        ],
        rows: [
          { ID: 7, N: null },
          { ID: 8, N: "b" },
        ],
      });
      const [request] = bed.script.requests;
      assert.strictEqual(
        request?.url.origin + (request?.url.pathname ?? ""),
        "https://org-acct.snowflakecomputing.com/api/v2/statements",
      );
      const query = Object.fromEntries(request?.url.searchParams ?? []);
      assert.match(query["requestId"] ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepStrictEqual({ ...query, requestId: "" }, { requestId: "", async: "true" });
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), {
        statement: "call a.api.GET_JOB(?, ?, ?, ?, ?) ",
        timeout: 900,
        database: "D",
        schema: "S",
        warehouse: "W",
        role: "R",
        parameters: { query_tag: "jobs" },
        bindings: {
          "1": { type: "TEXT", value: 'a"b' },
          "2": { type: "FIXED", value: "7" },
          "3": { type: "REAL", value: "1.5" },
          "4": { type: "BOOLEAN", value: "true" },
          "5": { type: "TEXT", value: null },
        },
      });
      assert.deepInclude(request?.headers, {
        authorization: "Bearer tok-12345",
        "x-snowflake-authorization-token-type": "OAUTH",
        accept: "application/json",
        "content-type": "application/json",
        "accept-encoding": "gzip",
        "user-agent": `jobwire/${version} script/1`,
      });
    }),
  );

  it.effect("names the kind of its token, and leaves a browser its own user agent", () =>
    Effect.gen(function* () {
      const bed = sqlOver(
        () => one(),
        { credentials: programmaticAccessToken(Redacted.make("pat-12345")) },
        {
          forcedRequestHeaders: ["user-agent"],
        },
      );
      yield* ask(bed);
      const { headers } = bed.script.requests[0] ?? {};
      assert.strictEqual(headers?.["x-snowflake-authorization-token-type"], "PROGRAMMATIC_ACCESS_TOKEN");
      assert.notProperty(headers, "user-agent");
    }),
  );

  it.effect("is polled while it runs: after 202, after a 429 that means running, less and less often", () =>
    Effect.gen(function* () {
      const notYet: ScriptedAnswer = {
        status: 429,
        json: { code: "333334", statementHandle: handle, message: "not yet" },
      };
      const bed = sqlOver((kind, index) =>
        kind === "submit" || index % 3 === 0 ? running() : index < 12 ? notYet : one(),
      );
      const outcome = (yield* outcomeOf(ask(bed), 200)) as SqlResult;
      assert.deepStrictEqual(outcome.rows, [{ A: "x" }]);
      assert.isAtMost(bed.script.requests.length, 14);
      assert.isTrue(bed.script.requests.slice(1).every(({ url }) => url.pathname === `/api/v2/statements/${handle}`));
    }),
  );

  it.effect("is not polled before the time that the server asks for, with either kind of response", () =>
    Effect.gen(function* () {
      for (const status of [202, 429]) {
        const bed = sqlOver(turns(running(), running({ status, headers: { "retry-after": "7" } }), one()));
        const fiber = yield* Effect.forkChild(Effect.orDie(ask(bed)));
        for (let step = 0; step < 65; step++) {
          yield* turn;
          yield* TestClock.adjust(100);
        }
        assert.lengthOf(bed.script.requests, 2);
        yield* settled(fiber);
        assert.lengthOf(bed.script.requests, 3);
      }
    }),
  );

  it.effect("has its last poll before its deadline, when the server wants it later", () =>
    Effect.gen(function* () {
      const bed = sqlOver(turns(running({ status: 202, headers: { "retry-after": "600" } }), one()));
      const outcome = (yield* outcomeOf(ask(bed, { timeoutMs: 20_000 }), 200)) as SqlResult;
      assert.deepStrictEqual(outcome.rows, [{ A: "x" }]);
      assert.lengthOf(bed.script.requests, 2);
    }),
  );

  it.effect("that never ends reaches its deadline, on the server as well, and is cancelled", () =>
    Effect.gen(function* () {
      const bed = sqlOver((kind) => (kind === "cancel" ? { json: { code: "000604" } } : running()));
      const error = yield* failure(bed, { timeoutMs: 30_500 });
      assert.deepStrictEqual([error._tag, error.reason], ["Timeout", "deadline"]);
      assert.deepInclude(JSON.parse(bed.script.requests[0]?.body ?? ""), { timeout: 31 });
      assert.strictEqual(bed.kinds().at(-1), "cancel");
      assert.strictEqual(bed.script.open(), 0);
      const wrote = yield* failure(bed, { timeoutMs: 1000, effect: "write" });
      assert.deepStrictEqual([wrote._tag, wrote.reason], ["CreateOutcomeUnknown", "timeout"]);
    }),
  );

  it.effect("is cancelled when its caller leaves, and a silent server delays nobody", () =>
    Effect.gen(function* () {
      for (const cancelling of [{ json: {} }, { silence: true }, { fault: "reset" }] as const) {
        const bed = sqlOver((kind) => (kind === "cancel" ? cancelling : running()));
        const fiber = yield* Effect.forkChild(ask(bed));
        while (bed.kinds().length < 2) {
          yield* turn;
          yield* TestClock.adjust(50);
        }
        yield* turn;
        const gone = yield* Effect.forkChild(Fiber.interrupt(fiber));
        yield* settled(gone, 100, 6);
        assert.strictEqual(bed.kinds().at(-1), "cancel");
        assert.strictEqual(bed.script.requests.at(-1)?.url.pathname, `/api/v2/statements/${handle}/cancel`);
        assert.strictEqual(bed.script.open(), 0);
      }
    }),
  );

  it.effect("that has ended is not cancelled, nor one with an unknown handle", () =>
    Effect.gen(function* () {
      const ended = sqlOver(turns(running(), failed("SQL compilation error: no")));
      assert.strictEqual((yield* failure(ended)).reason, "sql");
      assert.deepStrictEqual(ended.kinds(), ["submit", "poll"]);
      const late = sqlOver(turns(running(), { status: 408, json: { statementHandle: handle, message: "over" } }));
      assert.deepInclude(yield* failure(late), { _tag: "Timeout", reason: "statement", statusCode: 408 });
      assert.deepStrictEqual(late.kinds(), ["submit", "poll"]);
      const silent = sqlOver(() => ({ silence: true }));
      const fiber = yield* Effect.forkChild(ask(silent));
      yield* turn;
      yield* Fiber.interrupt(fiber);
      assert.deepStrictEqual([silent.kinds(), silent.script.open()], [["submit"], 0]);
    }),
  );

  it.each([
    ["a number that is none", Number.NaN],
    ["an infinite number", Number.POSITIVE_INFINITY],
    ["an object", {} as unknown as SqlBinding],
    ["undefined", undefined as unknown as SqlBinding],
    ["a bigint", 7n as unknown as SqlBinding],
  ])("is refused before anything is sent when a binding is %s", async (_, binding) => {
    const bed = sqlOver(() => one());
    const error = await Effect.runPromise(Effect.flip(ask(bed, undefined, ["a", binding])));
    assert.deepStrictEqual([error._tag, error.reason, bed.script.requests.length], ["InvalidRequest", "local", 0]);
    assert.match(error.message, /binding 2/);
  });

  it.effect("is refused when it is empty, or its limit is not positive", () =>
    Effect.gen(function* () {
      const bed = sqlOver(() => one());
      for (const refused of [bed.sql.execute(" ; ", []), ask(bed, { timeoutMs: 0 })]) {
        assert.deepInclude(yield* Effect.flip(refused), { _tag: "InvalidRequest", reason: "local" });
      }
      assert.lengthOf(bed.script.requests, 0);
    }),
  );
});

describe("a submit that failed", () => {
  it.effect("is sent again with the same requestId and retry=true when it writes", () =>
    Effect.gen(function* () {
      const faults: ReadonlyArray<ScriptedAnswer> = [
        { fault: "reset" },
        { fault: "truncated" },
        { status: 503, body: "busy" },
        { status: 502 },
        { status: 500, json: { code: "1", message: "internal" } },
        { status: 429, json: { code: "390505", message: "slow down" } },
        { body: [{ cut: "truncated" }] },
      ];
      for (const fault of faults) {
        const bed = sqlOver(turns(fault, fault, one()));
        const outcome = yield* outcomeOf(ask(bed, { effect: "write" }));
        assert.notProperty(outcome, "_tag", JSON.stringify(fault));
        assert.deepStrictEqual(bed.kinds(), ["submit", "resubmit", "resubmit"]);
        const ids = new Set(bed.script.requests.map(({ url }) => url.searchParams.get("requestId")));
        assert.lengthOf([...ids], 1);
        const bodies = new Set(bed.script.requests.map(({ body }) => body));
        assert.lengthOf([...bodies], 1);
        // The caller of a read repeats it, so there is no retry here.
        const read = sqlOver(() => fault);
        assert.isTrue(mayPass("transient", yield* failure(read)));
        assert.deepStrictEqual(read.kinds(), ["submit"]);
      }
    }),
  );

  it.effect("does not share its requestId with another statement", () =>
    Effect.gen(function* () {
      const bed = sqlOver(() => one());
      yield* ask(bed);
      yield* ask(bed);
      const ids = new Set(bed.script.requests.map(({ url }) => url.searchParams.get("requestId")));
      assert.lengthOf([...ids], 2);
    }),
  );

  it.effect("leaves the outcome of a write unknown only when the server may have run it", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, (kind: string, index: number) => ScriptedAnswer, string]> = [
        ["lost for good", () => ({ fault: "reset" }), "CreateOutcomeUnknown"],
        ["5xx for good", () => ({ status: 503 }), "CreateOutcomeUnknown"],
        ["an answer that makes no sense", () => ({ body: "<html>" }), "CreateOutcomeUnknown"],
        ["a handle that is none", () => ({ status: 202, json: { statementHandle: "../x" } }), "CreateOutcomeUnknown"],
        ["accepted, then lost", turns(running(), { fault: "reset" }), "CreateOutcomeUnknown"],
        ["accepted, then forgotten", turns(running(), { status: 404 }), "CreateOutcomeUnknown"],
        [
          "run, but its answer is not readable",
          turns(done([{ name: "A", type: "fixed" }], [["x"]])),
          "CreateOutcomeUnknown",
        ],
        ["lost, then refused at the door", turns({ fault: "reset" }, { fault: "refused" }), "CreateOutcomeUnknown"],
        ["never sent", () => ({ fault: "refused" }), "ConnectionFailed"],
        ["never allowed", () => ({ status: 403 }), "Forbidden"],
        ["too many requests", () => ({ status: 429 }), "RateLimited"],
        ["failed", () => failed("no"), "InvalidRequest"],
        ["lost, then failed", turns({ fault: "reset" }, failed("no")), "InvalidRequest"],
        ["accepted, then failed", turns(running(), failed("no")), "InvalidRequest"],
      ];
      for (const [name, answer, tag] of cases) {
        const bed = sqlOver((kind, index) => (kind === "cancel" ? { json: {} } : answer(kind, index)));
        const error = yield* failure(bed, { effect: "write" });
        assert.strictEqual(error._tag, tag, name);
        if (tag === "CreateOutcomeUnknown") assert.property(error.cause, "_tag");
        assert.strictEqual(bed.script.open(), 0);
      }
    }),
  );
});

describe("polls and partitions", () => {
  it.effect("that fail are repeated, and the result is whole and in order", () =>
    Effect.gen(function* () {
      const bad = new Set<string>();
      const rows = (from: number): ReadonlyArray<ReadonlyArray<string>> =>
        Array.from({ length: 2000 }, (_, row) => [String(from + row)]);
      const bed = sqlOver((kind, index) => {
        if (index > 0 && !bad.has(kind)) {
          bad.add(kind);
          return index % 2 === 0 ? { fault: "reset" } : { status: 503 };
        }
        if (kind === "submit") return running();
        if (kind === "poll")
          return done(
            [{ name: "N", type: "fixed" }],
            rows(0),
            Array.from({ length: 5 }, () => 2000),
          );
        return { json: { data: rows(2000 * Number(kind.split(" ")[1])) } };
      });
      const outcome = (yield* outcomeOf(ask(bed))) as SqlResult;
      assert.deepStrictEqual(
        outcome.rows.map(({ N }) => N),
        Array.from({ length: 10_000 }, (_, row) => row),
      );
      assert.deepStrictEqual(bed.kinds().toSorted(), [
        "partition 1",
        "partition 1",
        "partition 2",
        "partition 2",
        "partition 3",
        "partition 3",
        "partition 4",
        "partition 4",
        "poll",
        "poll",
        "submit",
      ]);
    }),
  );

  it.effect("that keep failing end a read, and its statement is cancelled", () =>
    Effect.gen(function* () {
      const bed = sqlOver((kind) =>
        kind === "submit" ? running() : kind === "cancel" ? { json: {} } : { fault: "reset" },
      );
      assert.strictEqual((yield* failure(bed))._tag, "ConnectionFailed");
      assert.deepStrictEqual(bed.kinds(), ["submit", "poll", "poll", "poll", "cancel"]);
    }),
  );

  it.effect("may be packed", () =>
    Effect.gen(function* () {
      const pack = async (value: unknown): Promise<Uint8Array> => {
        const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("gzip"));
        return new Uint8Array(await new Response(stream).arrayBuffer());
      };
      const packed = yield* Effect.promise(() => pack({ data: [["b"], ["c"]] }));
      const bed = sqlOver((kind) =>
        kind === "submit"
          ? done([{ name: "A", type: "text" }], [["a"]], [1, 2])
          : { headers: { "content-encoding": "gzip" }, body: [packed] },
      );
      assert.deepStrictEqual((yield* ask(bed)).rows, [{ A: "a" }, { A: "b" }, { A: "c" }]);
    }),
  );
});

describe("unusable responses", () => {
  const columns = [{ name: "A", type: "text" }];
  const meta = (metadata: object, data: unknown = [["x"]]): ScriptedAnswer => ({
    json: {
      statementHandle: handle,
      data,
      resultSetMetaData: { numRows: 1, rowType: columns, partitionInfo: [{ rowCount: 1 }], ...metadata },
    },
  });
  it.effect.each([
    ["no JSON", { body: "<html>" }, "page"],
    ["nothing", { body: "" }, "json"],
    ["another shape", { json: [1] }, "shape"],
    ["no metadata", { json: { statementHandle: handle, data: [] } }, "shape"],
    ["no handle", { status: 202, json: {} }, "shape"],
    ["a handle with a path", { status: 202, json: { statementHandle: "a/../../session" } }, "shape"],
    ["a handle without end", { status: 202, json: { statementHandle: "a".repeat(101) } }, "shape"],
    ["more rows than there are", meta({ numRows: 1e15 }), "shape"],
    ["rows by halves", meta({ numRows: 1.5 }), "shape"],
    ["fewer rows than none", meta({ numRows: -1 }), "shape"],
    ["a first partition of another length", meta({ numRows: 2, partitionInfo: [{ rowCount: 2 }] }), "shape"],
    ["partitions that do not add up", meta({ partitionInfo: [{ rowCount: 1 }, { rowCount: 5 }] }), "shape"],
    [
      "partitions without end",
      meta({ partitionInfo: Array.from({ length: 1001 }, (_, at) => ({ rowCount: at === 0 ? 1 : 0 })) }),
      "too-large",
    ],
    ["columns without end", meta({ rowType: Array.from({ length: 10_001 }, () => columns[0]) }), "too-large"],
    ["a row that is none", meta({}, ["x"]), "shape"],
    ["a row that is too long", meta({}, [["x", "y"]]), "shape"],
    ["a cell that is no text", meta({}, [[7]]), "shape"],
    ["a cell of another type", meta({ rowType: [{ name: "A", type: "FIXED" }] }, [["x\u001b[31m"]]), "shape"],
    ["a result that is incomplete", { json: { ...(meta({}) as { json: object }).json, code: "391908" } }, "incomplete"],
  ] as ReadonlyArray<readonly [string, ScriptedAnswer, string]>)("are refused: %s", ([, answer, reason]) =>
    Effect.gen(function* () {
      const bed = sqlOver((kind) => (kind === "submit" ? answer : { json: {} }));
      const error = yield* Effect.flip(ask(bed));
      assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", reason]);
      assert.notInclude(error.message, "\u001b");
      assert.isBelow(error.message.length, 1000);
      assert.lengthOf(bed.script.requests, 1);
    }),
  );

  it.effect("are refused in later partitions as well, and reading stops", () =>
    Effect.gen(function* () {
      for (const partition of [{ json: { data: [] } }, { json: { data: [["b"], ["c"]] } }, { json: {} }, running()]) {
        const bed = sqlOver((kind) => (kind === "submit" ? done(columns, [["a"]], [1, 1]) : partition));
        const error = yield* Effect.flip(ask(bed));
        assert.strictEqual(error._tag, "BadResponse");
      }
    }),
  );
});

describe("an origin", () => {
  it.effect("is never left: redirects to others are refused, and statement addresses of the server are ignored", () =>
    Effect.gen(function* () {
      const away = sqlOver(() => ({ status: 307, headers: { location: "https://evil.example/api/v2/statements" } }));
      assert.deepInclude(yield* Effect.flip(ask(away)), { _tag: "RedirectRefused", reason: "cross-origin" });
      assert.lengthOf(away.script.requests, 1);
      const polled = sqlOver(turns(running(), { status: 302, headers: { location: "https://evil.example/" } }));
      assert.strictEqual((yield* failure(polled))._tag, "RedirectRefused");
      const pointing = sqlOver(
        turns(
          { status: 202, json: { statementHandle: handle, statementStatusUrl: "https://evil.example/steal" } },
          one(),
        ),
      );
      yield* outcomeOf(ask(pointing));
      for (const { script } of [away, polled, pointing]) {
        for (const { url } of script.requests)
          assert.strictEqual(url.origin, "https://org-acct.snowflakecomputing.com");
      }
    }),
  );

  it("must be safe for a token", () => {
    assert.throws(() => sqlOver(() => one(), { address: "http://sql.example" }), /https/);
    sqlOver(() => one(), { address: "http://127.0.0.1:4711" });
  });

  it.effect("gets another token once after a 401, and no error shows one", () =>
    Effect.gen(function* () {
      const given = ["first-token", "second-token"];
      const bed = sqlOver(turns({ status: 401, json: { code: "390303", message: "expired first-token" } }, one()), {
        credentials: token(() => given.shift() ?? "third-token"),
      });
      yield* ask(bed, { effect: "write" });
      assert.deepStrictEqual(
        bed.script.requests.map(({ headers }) => headers["authorization"]),
        ["Bearer first-token", "Bearer second-token"],
      );
      const refusing = sqlOver(() => ({ status: 401, json: { code: "390303", message: "expired tok-12345" } }));
      const error = yield* Effect.flip(ask(refusing));
      assert.strictEqual(error._tag, "Unauthorized");
      assert.notInclude(`${error.message}${error.serverText}${JSON.stringify(error)}`, "tok-12345");
      assert.lengthOf(refusing.script.requests, 1);
    }),
  );
});
