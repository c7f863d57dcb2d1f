import { inspect } from "node:util";
import { assert, beforeAll, describe, it } from "@effect/vitest";
import { Effect, Redacted } from "effect";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../src/errors.ts";
import { keyPair, programmaticAccessToken, token } from "../../src/snowflake/credentials.ts";
import { makeSnowflakeTokens } from "../../src/snowflake/make-tokens.ts";
import type { SnowflakeAccountOptions } from "../../src/snowflake/options.ts";
import type { SnowflakeTokens } from "../../src/snowflake/tokens.ts";
import { makeRsaKey, readJwt, type RsaKey } from "../support/rsa-key.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";

let rsa: RsaKey;
beforeAll(async () => {
  rsa = await makeRsaKey();
}, 60_000);

const host = "abc-org.snowflakecomputing.app";

const tokensOver = (
  answer: (index: number, request: SeenRequest) => ScriptedAnswer,
  options: Partial<SnowflakeAccountOptions> = {},
): { readonly tokens: SnowflakeTokens; readonly script: ScriptedAdapter } => {
  const script = scriptedAdapter({ request: (request, index) => answer(index, request) });
  const credentials = keyPair({ user: "bob", privateKey: rsa.pem });
  return {
    tokens: makeSnowflakeTokens(script.adapter, { account: "my_org-acct.us-east-1", credentials, ...options }),
    script,
  };
};

const ingress = (tokens: SnowflakeTokens, at = host): Effect.Effect<string, JobwireError> =>
  Effect.map(tokens.ingress(at).token, (value) => Redacted.value(value));

const jwt = (claims: object): string => `e30.${btoa(JSON.stringify(claims)).replace(/=+$/, "")}.sig`;

const everything = (error: JobwireError): string =>
  [error.message, error.stack, error.serverText, JSON.stringify(error), String(error.cause)].join("\n");

describe("the ingress token", () => {
  it.effect("is exchanged as recorded, with the role and without", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_795_301_403_000);
      for (const role of [undefined, "R1"]) {
        const { tokens, script } = tokensOver(() => ({ body: " ingress-token-from-exchange\n" }), { role });
        assert.strictEqual(yield* ingress(tokens), "ingress-token-from-exchange");
        const [request] = script.requests;
        assert.strictEqual(request?.url.href, "https://my-org-acct.us-east-1.snowflakecomputing.com/oauth/token");
        assert.strictEqual(request?.method, "POST");
        assert.strictEqual(request?.headers["content-type"], "application/x-www-form-urlencoded");
        assert.isUndefined(request?.headers["authorization"]);
        const { assertion, ...form } = Object.fromEntries(new URLSearchParams(request?.body));
        assert.deepStrictEqual(form, {
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          scope: role === undefined ? host : `session:role:R1 ${host}`,
        });
        const { header, claims, valid } = yield* Effect.promise(() => readJwt(assertion ?? "", rsa.publicKey));
        assert.isTrue(valid);
        assert.deepStrictEqual(header, { alg: "RS256", typ: "JWT" });
        assert.deepStrictEqual(claims, {
          iss: `MY-ORG-ACCT.BOB.SHA256:${rsa.fingerprint}`,
          sub: "MY-ORG-ACCT.BOB",
          iat: 1_795_301_403,
          exp: 1_795_301_463,
        });
      }
    }),
  );

  it.effect(
    "is kept for each endpoint: until two minutes before the expiry that it names, otherwise for eight minutes",
    () =>
      Effect.gen(function* () {
        const lives = [jwt({ exp: 3600 }), "opaque", jwt({ sub: "no end" }), "a.!!.c"];
        const { tokens, script } = tokensOver((index) => ({ body: lives[index % lives.length] ?? "" }));
        assert.strictEqual(yield* ingress(tokens), lives[0]);
        yield* TestClock.adjust(3_479_999);
        assert.strictEqual(yield* ingress(tokens), lives[0]);
        yield* TestClock.adjust(1);
        for (const expected of lives.slice(1)) {
          assert.strictEqual(yield* ingress(tokens), expected);
          yield* TestClock.adjust(479_999);
          assert.strictEqual(yield* ingress(tokens), expected);
          yield* TestClock.adjust(1);
        }
        assert.lengthOf(script.requests, 4);
        yield* ingress(tokens, "other.app");
        assert.lengthOf(script.requests, 5);
      }),
  );

  it.effect("is requested again after transient failures, three times in all", () =>
    Effect.gen(function* () {
      const { tokens, script } = tokensOver((index) =>
        index === 0 ? { fault: "reset" } : index === 1 ? { status: 503, body: "busy" } : { body: "tok" },
      );
      assert.strictEqual(yield* outcomeOf(ingress(tokens)), "tok");
      assert.lengthOf(script.requests, 3);
      const down = tokensOver(() => ({ status: 502 }));
      assert.deepInclude(yield* outcomeOf(ingress(down.tokens)), { _tag: "ServerError", statusCode: 502 });
      assert.lengthOf(down.script.requests, 3);
    }),
  );

  it.effect("that is refused is Unauthorized with the server's message, never with the assertion", () =>
    Effect.gen(function* () {
      for (const status of [400, 401, 403]) {
        const { tokens, script } = tokensOver((_, { body }) => ({
          status,
          body: `bad jwt ${new URLSearchParams(body).get("assertion") ?? "?"}`,
        }));
        const error = yield* Effect.flip(ingress(tokens));
        assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["Unauthorized", "exchange", status]);
        assert.strictEqual(error.serverText, "bad jwt <redacted>");
        const sent = new URLSearchParams(script.requests[0]?.body).get("assertion") ?? "";
        assert.isAbove(sent.length, 100);
        assert.notInclude(everything(error), sent);
        assert.lengthOf(script.requests, 1);
      }
    }),
  );

  it.effect("must exist, fit into a header, and come from the account itself", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [ScriptedAnswer, string, string]> = [
        [{ body: "  " }, "BadResponse", "shape"],
        [{ body: "x".repeat(20_000) }, "BadResponse", "shape"],
        [{ status: 307, headers: { location: "https://evil.example/oauth/token" } }, "RedirectRefused", "cross-origin"],
        [{ status: 302, headers: { location: "/login" } }, "Unauthorized", "sign-in"],
      ];
      for (const [answer, tag, reason] of cases) {
        const { tokens, script } = tokensOver(() => answer);
        const error = yield* Effect.flip(ingress(tokens));
        assert.deepStrictEqual([error._tag, error.reason], [tag, reason]);
        assert.lengthOf(script.requests, 1);
      }
    }),
  );
});

describe("tokens of an account", () => {
  it.effect("for SQL are an assertion that is valid for an hour and is renewed two minutes early", () =>
    Effect.gen(function* () {
      const { tokens, script } = tokensOver(() => ({}));
      assert.strictEqual(tokens.sql.type, "KEYPAIR_JWT");
      const first = Redacted.value(yield* tokens.sql.token);
      const { claims, valid } = yield* Effect.promise(() => readJwt(first, rsa.publicKey));
      assert.deepStrictEqual([valid, claims["exp"]], [true, 3540]);
      yield* TestClock.adjust(3_419_999);
      assert.strictEqual(Redacted.value(yield* tokens.sql.token), first);
      yield* TestClock.adjust(1);
      assert.notStrictEqual(Redacted.value(yield* tokens.sql.token), first);
      assert.lengthOf(script.requests, 0);
    }),
  );

  it.effect("from the caller serve both, without any exchange", () =>
    Effect.gen(function* () {
      for (const [credentials, type] of [
        [token("tok-1234"), "OAUTH"],
        [token(Redacted.make("tok-1234"), "WORKLOAD_IDENTITY_FEDERATION"), "WORKLOAD_IDENTITY_FEDERATION"],
        [programmaticAccessToken(async () => "tok-1234"), "PROGRAMMATIC_ACCESS_TOKEN"],
      ] as const) {
        const { tokens, script } = tokensOver(() => ({}), { credentials });
        assert.strictEqual(tokens.sql.type, type);
        assert.strictEqual(Redacted.value(yield* tokens.sql.token), "tok-1234");
        assert.strictEqual(yield* ingress(tokens), "tok-1234");
        assert.lengthOf(script.requests, 0);
      }
    }),
  );

  it.effect("of a function are renewed by another call, fixed ones are not", () =>
    Effect.gen(function* () {
      const given = ["old", "new", "newer"];
      const { tokens } = tokensOver(() => ({}), { credentials: token(() => given.shift() ?? "last") });
      const first = yield* tokens.sql.token;
      assert.isTrue(yield* tokens.sql.renew(first));
      assert.strictEqual(Redacted.value(yield* tokens.sql.token), "new");
      assert.strictEqual(Redacted.value(yield* tokens.sql.token), "newer");
      const fixed = tokensOver(() => ({}), { credentials: token("only") }).tokens.sql;
      assert.isFalse(yield* fixed.renew(yield* fixed.token));
    }),
  );

  it("are hidden in the credentials they come from", () => {
    for (const credentials of [
      token("hush-hush"),
      programmaticAccessToken("hush-hush"),
      keyPair({ user: "u", privateKey: "hush-hush" }),
    ]) {
      assert.notInclude(inspect(credentials) + JSON.stringify(credentials), "hush");
    }
  });

  it("are refused when an assertion would travel in plain text", () => {
    assert.throws(() => tokensOver(() => ({}), { address: "http://sql.example" }), /https/);
    tokensOver(() => ({}), { address: "http://sql.example", allowInsecureToken: true });
    tokensOver(() => ({}), { address: "http://127.0.0.1:4711" });
  });
});
