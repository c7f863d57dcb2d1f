/**
 * The client looks the endpoint of Direct Access up over SQL, keeps it, looks it up again when it is stale, and sends the token
 * nowhere else.
 */
import { assert, it } from "@effect/vitest";
import { Effect } from "effect";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { type DirectAccessOptions, directAccess } from "../../src/reasoner/options.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { jobAnswer } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

const account = "http://127.0.0.1:9000";

/** An account whose app returns these endpoints one after another. */
const endpoints = (names: ReadonlyArray<string>) => {
  let looked = 0;
  return ({ url, body }: SeenRequest): ScriptedAnswer | undefined => {
    if (url.origin !== account) return undefined;
    assert.include(body ?? "", "service_endpoint(TRUE)");
    const name = names[Math.min(looked++, names.length - 1)] ?? "";
    return {
      json: {
        code: "090001",
        statementHandle: "01b2-3",
        resultSetMetaData: {
          numRows: 1,
          format: "jsonv2",
          rowType: [{ name: "SERVICE_ENDPOINT", type: "text" }],
          partitionInfo: [{ rowCount: 1 }],
        },
        data: [[name]],
      },
    };
  };
};

const over = (
  request: (request: SeenRequest) => ScriptedAnswer,
  options: Partial<DirectAccessOptions> = {},
): { readonly script: ScriptedAdapter; readonly made: ReturnType<typeof makeReasoner> } => {
  const script = scriptedAdapter({ request });
  const snowflake = { account, credentials: { kind: "token" as const, token: "account-token" } };
  return { script, made: makeReasoner(script.adapter, { backend: directAccess({ snowflake, ...options }) }) };
};

const origins = (script: ScriptedAdapter): ReadonlyArray<string> => script.requests.map(({ url }) => url.origin);

it.effect("concurrent calls look the endpoint up once, and the client keeps it", () =>
  Effect.gen(function* () {
    const sql = endpoints(["http://127.0.0.1:9001/"]);
    const { script, made } = over((request) => sql(request) ?? jobAnswer("a", "RUNNING"));
    const { jobs } = yield* made;
    const get = jobs.get({ reasonerType: "SOLVER", id: "a" });
    yield* outcomeOf(Effect.all([get, get, get], { concurrency: 3 }));
    yield* outcomeOf(get);
    assert.deepStrictEqual([...origins(script)].sort(), [
      account,
      ...Array.from({ length: 4 }, () => "http://127.0.0.1:9001"),
    ]);
    assert.deepStrictEqual(
      script.requests.map(({ headers }) => headers["authorization"]),
      ["Bearer account-token", ...Array.from({ length: 4 }, () => 'Snowflake Token="account-token"')],
    );
  }),
);

it.effect("a stale endpoint is looked up again, even by a create, which goes to the new one once", () =>
  Effect.gen(function* () {
    const stale: ReadonlyArray<ScriptedAnswer> = [
      { status: 404, json: { message: "Could not find the service associated with endpoint x" } },
      { status: 503, body: "no Service Associated With Endpoint" },
      { fault: "unresolved" },
    ];
    for (const trouble of stale) {
      const sql = endpoints(["http://127.0.0.1:9001", "http://127.0.0.1:9002"]);
      const { script, made } = over((request) => {
        const found = sql(request);
        if (found !== undefined) return found;
        return request.url.port === "9001" ? trouble : { json: { id: "new" } };
      });
      const { jobs } = yield* made;
      assert.deepInclude(yield* outcomeOf(jobs.create("SOLVER", "eng1", {})), { id: "new" });
      assert.deepStrictEqual(origins(script), [account, "http://127.0.0.1:9001", account, "http://127.0.0.1:9002"]);
    }
  }),
);

it.effect("an endpoint that stays stale is an error with that reason", () =>
  Effect.gen(function* () {
    const trouble: ScriptedAnswer = { status: 404, json: { error: "service associated with endpoint" } };
    const sql = endpoints(["http://127.0.0.1:9001"]);
    const { made } = over((request) => sql(request) ?? trouble);
    const { jobs } = yield* made;
    assert.deepInclude(yield* outcomeOf(jobs.get({ reasonerType: "SOLVER", id: "a" })), {
      _tag: "NotReady",
      reason: "stale-endpoint",
    });
    const fixed = over(() => trouble, { address: "http://127.0.0.1:9001", token: "token-1234" });
    const client = yield* fixed.made;
    assert.deepInclude(yield* outcomeOf(client.jobs.get({ reasonerType: "SOLVER", id: "a" })), {
      _tag: "NotReady",
      reason: "stale-endpoint",
    });
    assert.lengthOf(fixed.script.requests, 1);
  }),
);

it.effect("a token does not go to an endpoint over plain http", () =>
  Effect.gen(function* () {
    const sql = endpoints(["http://service.example"]);
    const { script, made } = over((request) => sql(request) ?? jobAnswer("a", "RUNNING"));
    const { jobs } = yield* made;
    assert.deepInclude(yield* outcomeOf(jobs.get({ reasonerType: "SOLVER", id: "a" })), {
      _tag: "InvalidRequest",
      reason: "local",
    });
    assert.deepStrictEqual(origins(script), [account]);
  }),
);

it.effect("a Logic job of all users is cancelled over SQL", () =>
  Effect.gen(function* () {
    const statements: Array<string> = [];
    const { script, made } = over(
      ({ url, body }) => {
        if (url.origin !== account) return jobAnswer("a", "RUNNING");
        statements.push((JSON.parse(body ?? "{}") as { statement: string }).statement);
        return {
          json: {
            code: "090001",
            statementHandle: "01b2-3",
            resultSetMetaData: { numRows: 0, format: "jsonv2", rowType: [], partitionInfo: [{ rowCount: 0 }] },
            data: [],
          },
        };
      },
      { address: "http://127.0.0.1:9001", appName: "MyApp" },
    );
    const { jobs } = yield* made;
    assert.isUndefined(yield* outcomeOf(jobs.stop({ reasonerType: "Logic", id: "t" }, { allUsers: true })));
    assert.deepStrictEqual(statements, ['call "MyApp".api.CANCEL_TRANSACTION(?)']);
    assert.deepStrictEqual(origins(script), [account]);
  }),
);
