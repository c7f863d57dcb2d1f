/** The recorded behaviour of the Python client with accounts, tokens and endpoints, replayed. */
import { readFileSync } from "node:fs";
import { assert, beforeAll, describe, it } from "@effect/vitest";
import { Effect, Redacted } from "effect";
import { TestClock } from "effect/testing";
import { quoteAppName } from "../../src/reasoner/sql/app-name.ts";
import { findServiceEndpoint } from "../../src/reasoner/sql/service-endpoint.ts";
import { parseAccount } from "../../src/snowflake/account.ts";
import { keyPair } from "../../src/snowflake/credentials.ts";
import { makeSnowflakeTokens } from "../../src/snowflake/make-tokens.ts";
import type { SnowflakeSql, SqlRow } from "../../src/snowflake/sql.ts";
import { makeRsaKey, readJwt, type RsaKey } from "../support/rsa-key.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

interface RecordedExchange {
  readonly target: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly form: Readonly<Record<string, string>>;
  readonly jwt_header: object;
  readonly claims: { readonly iss: string; readonly sub: string; readonly iat: number; readonly exp: number };
  readonly token: string;
}

const recorded = JSON.parse(
  readFileSync(new URL("../../../testing/recordings/reasoner/auth.json", import.meta.url), "utf8"),
) as Readonly<Record<string, unknown>>;

const entries = <A>(prefix: string): ReadonlyArray<readonly [string, A]> =>
  Object.entries(recorded)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value as A]);

let rsa: RsaKey;
beforeAll(async () => {
  rsa = await makeRsaKey();
}, 60_000);

const accountOptions = () => ({
  account: "my-org-acct",
  credentials: keyPair({ user: "bob", privateKey: rsa.pem }),
});

describe("recorded", () => {
  it.each(entries<readonly [string, string, string]>("account "))("account %s", (account, [address, name]) => {
    assert.deepStrictEqual(parseAccount(account), { address, name });
  });

  it.effect.each(entries<RecordedExchange>("jwt role="))("exchange for role %s", ([role, exchange]) =>
    Effect.gen(function* () {
      const { iat } = exchange.claims;
      yield* TestClock.setTime(iat * 1000);
      const script = scriptedAdapter({ request: () => ({ body: exchange.token }) });
      const options = { ...accountOptions(), ...(role === "None" ? {} : { role }) };
      const endpoint = exchange.form["scope"]?.split(" ").at(-1) ?? "";
      const token = yield* makeSnowflakeTokens(script.adapter, options).ingress(endpoint).token;
      assert.strictEqual(Redacted.value(token), exchange.token);
      const [request] = script.requests;
      assert.strictEqual(request?.url.pathname, exchange.target);
      assert.strictEqual(request?.headers["content-type"], new Map(exchange.headers).get("Content-Type"));
      const form = Object.fromEntries(new URLSearchParams(request?.body));
      assert.deepStrictEqual({ ...form, assertion: "<jwt>" }, exchange.form);
      const { header, claims, valid } = yield* Effect.promise(() => readJwt(form["assertion"] ?? "", rsa.publicKey));
      assert.isTrue(valid);
      assert.deepStrictEqual(header, exchange.jwt_header);
      // Except for the fingerprint, which depends on the key.
      const iss = exchange.claims.iss.replace(/SHA256:.*$/, `SHA256:${rsa.fingerprint}`);
      assert.deepStrictEqual(claims, { iss, sub: exchange.claims.sub, iat, exp: exchange.claims.exp });
    }),
  );

  it.effect("exchange that is refused", () =>
    Effect.gen(function* () {
      const said = /failed: (\d+) - (.*)$/.exec(recorded["exchange 401"] as string);
      const script = scriptedAdapter({ request: () => ({ status: Number(said?.[1]), body: said?.[2] ?? "" }) });
      const error = yield* Effect.flip(makeSnowflakeTokens(script.adapter, accountOptions()).ingress("h.app").token);
      assert.deepInclude(error, { _tag: "Unauthorized", statusCode: 401, serverText: said?.[2] });
    }),
  );

  it.each(Object.entries(recorded["quoting"] as Readonly<Record<string, string>>))("app name %s", (name, quoted) => {
    assert.strictEqual(quoteAppName(name), quoted);
  });

  // The rows, in the form of the recording: a Python dict, or a tuple of one.
  const rowOf = (words: string): SqlRow =>
    words.startsWith("(")
      ? { ANY: /'(.*)'/.exec(words)?.[1] ?? "" }
      : Object.fromEntries(
          Object.entries(JSON.parse(words.replaceAll("'", '"')) as Record<string, string>).map(([name, value]) => [
            name.toUpperCase(),
            value,
          ]),
        );

  it.effect.each(entries<string>("endpoint row "))("endpoint row %s", ([words, outcome]) =>
    Effect.gen(function* () {
      const statements: Array<string> = [];
      const row = rowOf(words);
      const sql: SnowflakeSql = {
        address: "https://a.snowflakecomputing.com",
        execute: (statement) => {
          statements.push(statement);
          const columns = Object.keys(row).map((name) => ({ name, type: "text" }));
          return Effect.succeed({ columns, rows: [row] });
        },
      };
      const found = yield* Effect.match(findServiceEndpoint(sql, "app", undefined), {
        onSuccess: (endpoint) => endpoint,
        onFailure: (error) => error._tag,
      });
      // The one column of a result counts under any name: over the REST API each has one.
      const expected =
        words === "{'X': 'h.app'}" ? "https://h.app" : outcome.startsWith("http") ? outcome : "BadResponse";
      assert.strictEqual(found, expected);
      assert.deepStrictEqual(statements, [(recorded["stmt"] as string).replace(/;$/, "")]);
    }),
  );
});
