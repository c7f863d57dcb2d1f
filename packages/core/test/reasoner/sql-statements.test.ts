/** The statements of the SQL backend are those that the Python client was recorded to send. */
import { readFileSync } from "node:fs";
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { type JobwireError, InvalidRequest } from "../../src/errors.ts";
import type { CreateRequest, JobGateway } from "../../src/reasoner/gateway.ts";
import { everyJob, type ListQuery } from "../../src/reasoner/list-query.ts";
import { makeSqlGateway } from "../../src/reasoner/sql/gateway.ts";
import { findServiceEndpoint } from "../../src/reasoner/sql/service-endpoint.ts";
import type { SnowflakeSql, SqlBinding, SqlRow } from "../../src/snowflake/sql.ts";

interface Sent {
  readonly statement: string;
  readonly params: ReadonlyArray<SqlBinding> | null;
}

const recorded = new Map(
  (
    JSON.parse(
      readFileSync(new URL("../../../testing/recordings/reasoner/sql_backend.json", import.meta.url), "utf8"),
    ) as ReadonlyArray<{ readonly name: string; readonly sql: ReadonlyArray<Sent> }>
  ).map(({ name, sql }) => [name, sql]),
);

/** A gateway over a session that returns `rows` for everything, or fails; it records the statements. */
const gatewayOver = (
  answer: ReadonlyArray<SqlRow> | ((statement: string) => JobwireError | ReadonlyArray<SqlRow>),
): { readonly gateway: JobGateway; readonly sql: SnowflakeSql; readonly sent: Array<Sent> } => {
  const sent: Array<Sent> = [];
  const sql: SnowflakeSql = {
    address: "https://acct.snowflakecomputing.com",
    execute: (statement, bindings) =>
      Effect.suspend(() => {
        sent.push({ statement, params: bindings.length === 0 ? null : bindings });
        const given = typeof answer === "function" ? answer(statement) : answer;
        if (!Array.isArray(given)) return Effect.fail(given as JobwireError);
        const columns = Object.keys(given[0] ?? {}).map((name) => ({ name, type: "text" }));
        return Effect.succeed({ columns, rows: given as ReadonlyArray<SqlRow> });
      }),
  };
  return { gateway: makeSqlGateway(sql, "MyApp"), sql, sent };
};

/** In the form of the recording: no quotes around the app's name, one kind of white space, a final semicolon. */
const plain = ({ statement, params }: Sent): Sent => ({
  statement: `${statement.replaceAll('"MyApp"', "MyApp").replaceAll(/\s+/g, " ").trim()};`,
  params,
});

const create = (more: Partial<CreateRequest>): CreateRequest => ({
  type: "SOLVER",
  name: "e",
  payload: { a: 1 },
  timeoutMins: undefined,
  abortDetached: false,
  ...more,
});
const logic = (payload: object, more: Partial<CreateRequest> = {}): CreateRequest =>
  create({ type: "LOGIC", payload: payload as CreateRequest["payload"], ...more });
const query = (more: Partial<ListQuery>): ListQuery => ({ ...everyJob, ...more });
const program = { dbname: "D", query: "q", v1_inputs: { x: 1 }, readonly: true, headers: { h: "v" } };

type Call = (gateway: JobGateway) => Effect.Effect<unknown, JobwireError>;

/** The call for each recorded statement, by the name of its recording. */
const cases: Readonly<Record<string, Call>> = {
  "get Prescriptive": (it) => it.get("SOLVER", "j1"),
  "get Predictive": (it) => it.get("ML", "j1"),
  "create Prescriptive": (it) => it.create(create({})),
  "create Prescriptive timeout": (it) => it.create(create({ timeoutMins: 3 })),
  "create Predictive": (it) => it.create(create({ type: "ML" })),
  "create Predictive timeout": (it) => it.create(create({ type: "ML", timeoutMins: 3 })),
  "list Prescriptive": (it) => it.list(["SOLVER"], everyJob),
  "list Predictive": (it) => it.list(["ML"], everyJob),
  "list filters": (it) =>
    it.list(["SOLVER"], query({ id: "j", state: "RUNNING", name: "e", createdBy: "u", limit: 5, offset: 2 })),
  "list only_active offset no limit": (it) => it.list(["SOLVER"], query({ onlyActive: true, offset: 1 })),
  "list created_by all_users": (it) => it.list(["SOLVER"], everyJob),
  events: (it) => it.events("SOLVER", "j1", "progress", "tok"),
  cancel: (it) => it.cancel("SOLVER", "j1", false),
  "LOGIC get": (it) => it.get("LOGIC", "t1"),
  "LOGIC create": (it) => it.create(logic(program)),
  "LOGIC create timeout arg": (it) => it.create(logic({ ...program, timeout_mins: 4 }, { timeoutMins: 9 })),
  "LOGIC create timeout payload": (it) => it.create(logic({ ...program, timeout_mins: 4 })),
  "LOGIC create aliases": (it) =>
    it.create(
      logic({
        database: "D",
        raw_code: "q",
        inputs: { i: 1 },
        read_only: false,
        nowait_durable: true,
        language: "lqp",
      }),
    ),
  "LOGIC list": (it) => it.list(["LOGIC"], everyJob),
  "LOGIC list filters": (it) =>
    it.list(["LOGIC"], query({ id: "t", state: "RUNNING", name: "e", createdBy: "u", limit: 5, offset: 2 })),
  "LOGIC list active offset": (it) => it.list(["LOGIC"], query({ onlyActive: true, offset: 1 })),
  "LOGIC events": (it) => it.events("LOGIC", "t1", "progress", "0"),
  "LOGIC cancel": (it) => it.cancel("LOGIC", "t1", false),
  "LOGIC cancel all": (it) => it.cancel("LOGIC", "t1", true),
};

/** The differences from the recording, with the reasons. */
const differences: Readonly<Record<string, (sent: Sent) => Sent>> = {
  // Both backends ignore the case of states (weakness 9): they are bound in upper case.
  "list filters": ({ statement, params }) => ({
    statement,
    params: (params ?? []).map((it) => (it === "running" ? "RUNNING" : it)),
  }),
};

/** JSON text is compared as JSON: Python writes a space after colons and commas. */
const meant = ({ statement, params }: Sent): unknown => ({
  statement,
  params:
    params?.map((it) => (typeof it === "string" && it.startsWith("{") ? (JSON.parse(it) as unknown) : it)) ?? null,
});

describe("the statement of", () => {
  it.effect.each(Object.entries(cases))("%s is the recorded one", ([name, call]) =>
    Effect.gen(function* () {
      const { gateway, sent } = gatewayOver([{ ID: "j1", REASONER_TYPE: "SOLVER", STATE: "RUNNING" }]);
      yield* Effect.ignore(call(gateway));
      const expected = (recorded.get(name) ?? []).map(differences[name] ?? ((it) => it));
      assert.isAbove(expected.length, 0, "recorded");
      assert.deepStrictEqual(sent.map(plain).map(meant), expected.map(meant));
    }),
  );

  it.effect("the includes of a Logic job are the recorded ones, each file of its artifacts read (weakness 4)", () =>
    Effect.gen(function* () {
      const { gateway, sent } = gatewayOver([
        { FILENAME: "f1", PRESIGNED_URL: "https://files.example/1" },
        { FILENAME: "f2", PRESIGNED_URL: "https://files.example/2" },
      ]);
      const artifacts = yield* gateway.artifacts("t1");
      assert.deepStrictEqual(
        artifacts.results.map(({ filename }) => filename),
        ["f1", "f2"],
      );
      yield* gateway.problems("t1");
      assert.deepStrictEqual(sent.map(plain), recorded.get("LOGIC include")?.slice(1));
    }),
  );

  it.effect("a create on an older app is repeated without its last argument", () =>
    Effect.gen(function* () {
      const old = new InvalidRequest({
        message: "refused",
        reason: "sql",
        statusCode: 422,
        serverText: "SQL compilation error: Invalid argument types for function 'MYAPP.API.EXEC_ASYNC_V2'",
      });
      for (const [name, timeoutMins] of [
        ["LOGIC create on an older app", undefined],
        ["LOGIC create on an older app, timeout", 2],
      ] as const) {
        let first = true;
        const { gateway, sent } = gatewayOver(() => {
          const answer = first ? old : [{ ID: "t2" }];
          first = false;
          return answer;
        });
        assert.strictEqual(yield* gateway.create(logic(program, { timeoutMins })), "t2");
        assert.deepStrictEqual(sent.map(plain).map(meant), recorded.get(name)?.map(meant));
        // A transaction that must end with its client is not created without that argument.
        const again = gatewayOver(() => old);
        yield* Effect.flip(again.gateway.create(logic(program, { abortDetached: true })));
        assert.lengthOf(again.sent, 1);
      }
    }),
  );

  it.effect("a list of all types differs: one statement for both types of jobs", () =>
    Effect.gen(function* () {
      const { gateway, sent } = gatewayOver([]);
      yield* gateway.list(["LOGIC", "ML", "SOLVER"], query({ limit: 3, offset: 2 }));
      const [transactions, jobs] = sent;
      assert.match(transactions?.statement ?? "", /FROM "MyApp"\.api\.transactions ORDER BY created_on DESC LIMIT \?$/);
      assert.deepStrictEqual(transactions?.params, [5]);
      assert.match(jobs?.statement ?? "", /IN \(\?, \?, \?, \?\) ORDER BY CREATED_ON DESC LIMIT 5$/);
      assert.deepStrictEqual(jobs?.params, ["ML", "PREDICTIVE", "SOLVER", "PRESCRIPTIVE"]);
    }),
  );

  it.effect("the look-up of the endpoint accepts any column", () =>
    Effect.gen(function* () {
      for (const [row, zone, url] of [
        [{ SERVICE_ENDPOINT: "x.snowflakecomputing.app" }, undefined, "https://x.snowflakecomputing.app"],
        [{ PRIVATELINK_INGRESS_URL: "p.example", SERVICE_ENDPOINT: "x" }, undefined, "https://p.example"],
        [{ ANYTHING: "http://127.0.0.1:9/" }, undefined, "http://127.0.0.1:9"],
        [{ SERVICE_ENDPOINT: "x.snowflakecomputing.app" }, "zone.example", "https://x.spcs.zone.example"],
      ] as const) {
        const { sql, sent } = gatewayOver([row]);
        assert.strictEqual(yield* findServiceEndpoint(sql, "MyApp", zone), url);
        assert.deepStrictEqual(sent, [{ statement: 'CALL "MyApp".app.service_endpoint(TRUE)', params: null }]);
      }
      const { sql } = gatewayOver([]);
      assert.strictEqual((yield* Effect.flip(findServiceEndpoint(sql, "MyApp", undefined)))._tag, "BadResponse");
    }),
  );
});

describe("refusals", () => {
  it.effect("another stream than progress, and a Logic job without database or query, send nothing", () =>
    Effect.gen(function* () {
      const { gateway, sent } = gatewayOver([]);
      const refused: ReadonlyArray<Effect.Effect<unknown, JobwireError>> = [
        gateway.events("SOLVER", "j", "profiler", ""),
        gateway.create(logic({ query: "q" })),
        gateway.create(logic({ dbname: "D" })),
      ];
      for (const call of refused) {
        assert.deepInclude(yield* Effect.flip(call), { _tag: "InvalidRequest", reason: "local" });
      }
      assert.deepStrictEqual(sent, []);
    }),
  );

  it.effect("of the service behind the app keep their meaning, and without a row there is no job", () =>
    Effect.gen(function* () {
      const refused = (serverText: string) =>
        new InvalidRequest({ message: "the statement failed", reason: "sql", statusCode: 422, serverText });
      const body = `remote service error: 400 '{"message":"validation error","details":"\\"size\\" field is required"}'`;
      const invalid = yield* Effect.flip(gatewayOver(() => refused(body)).gateway.create(create({})));
      assert.deepInclude(invalid, { _tag: "InvalidRequest", reason: "server" });
      assert.include(invalid.message, '"size" field is required');
      const missing = gatewayOver(() => refused("remote service error: 404 job not found")).gateway;
      assert.deepInclude(yield* Effect.flip(missing.get("SOLVER", "j")), { _tag: "NotFound", reason: "unknown-job" });
      const none = gatewayOver([]).gateway;
      assert.deepInclude(yield* Effect.flip(none.get("SOLVER", "j")), { _tag: "NotFound", reason: "unknown-job" });
      assert.deepInclude(yield* Effect.flip(none.create(create({}))), {
        _tag: "CreateOutcomeUnknown",
        reason: "no-id",
      });
    }),
  );
});
