import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ReferenceReasoner, startReferenceReasoner } from "../../src/index.ts";
import { assertionBy, fingerprint } from "./assertion-by.ts";
import { submit } from "./sql-client.ts";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const known = pair();
const stranger = pair();
const publicKey = known.publicKey.export({ type: "spki", format: "pem" }).toString();
const listJobs = "SELECT ID FROM RELATIONALAI.api.JOBS";

const assertion = (nowMs: number, claims: object = {}, keys = known, header: object = {}): string =>
  assertionBy(keys, nowMs, claims, header);

const exchange = async (
  reasoner: ReferenceReasoner,
  form: Record<string, string>,
): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${reasoner.snowflakeUrl}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      scope: new URL(reasoner.url).host,
      ...form,
    }),
  });
  return { status: response.status, text: await response.text() };
};

const ask = async (reasoner: ReferenceReasoner, token: string): Promise<number> =>
  (await fetch(`${reasoner.url}/v1alpha1/jobs`, { headers: { authorization: `Snowflake Token="${token}"` } })).status;

describe("the exchange", () => {
  test("issues a token that is valid until it expires or is revoked", async () => {
    let now = Date.now();
    await using reasoner = await startReferenceReasoner({ publicKey, now: () => now });
    expect(await ask(reasoner, "none")).toBe(401);
    const { status, text } = await exchange(reasoner, { assertion: assertion(now) });
    expect(status).toBe(200);
    expect(JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
      exp: Math.floor((now + 600_000) / 1000),
    });
    expect(await ask(reasoner, text)).toBe(200);
    now += 600_000;
    expect(await ask(reasoner, text)).toBe(401);
    const next = await exchange(reasoner, {
      assertion: assertion(now),
      scope: `session:role:R1 ${new URL(reasoner.url).host}`,
    });
    expect(await ask(reasoner, next.text)).toBe(200);
    reasoner.revokeTokens();
    expect(await ask(reasoner, next.text)).toBe(401);
  });

  const now = Date.now();
  const second = Math.floor(now / 1000);
  test.each([
    ["another key", assertion(now, {}, stranger)],
    [
      "another key under the known one's name",
      assertion(now, { iss: `ACCT.BOB.${fingerprint(known.publicKey)}` }, stranger),
    ],
    ["another fingerprint", assertion(now, { iss: `ACCT.BOB.${fingerprint(stranger.publicKey)}` })],
    ["no signature", assertion(now).replace(/[^.]*$/, "")],
    ["another algorithm", assertion(now, {}, known, { alg: "none" })],
    [
      "another body",
      assertion(now).replace(/\.[^.]*\./, `.${Buffer.from('{"sub":"ACCT.EVE"}').toString("base64url")}.`),
    ],
    ["small letters", assertion(now, { sub: "acct.bob", iss: `acct.bob.${fingerprint(known.publicKey)}` })],
    ["an end in the past", assertion(now, { exp: second - 1 })],
    ["an hour behind it", assertion(now, { iat: second - 3_601, exp: second + 60 })],
    ["a future beginning", assertion(now, { iat: second + 120 })],
    ["no times", assertion(now, { iat: null, exp: null })],
    ["no JWT", "x"],
  ])("refuses an assertion with %s", async (_name, made) => {
    await using reasoner = await startReferenceReasoner({ publicKey, now: () => now });
    expect((await exchange(reasoner, { assertion: made })).status).toBe(401);
  });

  test("refuses another scope with the text of an outdated endpoint, and another grant", async () => {
    await using reasoner = await startReferenceReasoner({ publicKey });
    const made = assertion(Date.now());
    const stale = await exchange(reasoner, { assertion: made, scope: "old.example" });
    expect([stale.status, stale.text]).toEqual([400, expect.stringContaining("service associated with endpoint")]);
    expect((await exchange(reasoner, { assertion: made, scope: "a b c" })).status).toBe(400);
    expect((await exchange(reasoner, { assertion: made, grant_type: "x" })).status).toBe(400);
  });

  test("refuses every assertion without a public key", async () => {
    await using reasoner = await startReferenceReasoner({ token: "t" });
    expect((await exchange(reasoner, { assertion: assertion(Date.now()) })).status).toBe(401);
  });
});

test.each([
  ["Bearer t", "OAUTH", 200],
  ["Bearer t", "PROGRAMMATIC_ACCESS_TOKEN", 200],
  ["Bearer t", undefined, 200],
  ["Bearer t", "KEYPAIR_JWT", 401],
  ["Bearer other", "OAUTH", 401],
  ['Snowflake Token="t"', "OAUTH", 401],
  [`Bearer ${assertion(Date.now())}`, "KEYPAIR_JWT", 200],
  [`Bearer ${assertion(Date.now())}`, undefined, 200],
  [`Bearer ${assertion(Date.now())}`, "OAUTH", 401],
  [`Bearer ${assertion(Date.now(), {}, stranger)}`, "KEYPAIR_JWT", 401],
])("SQL: %s as %s", async (authorization, kind, status) => {
  await using reasoner = await startReferenceReasoner({ token: "t", publicKey });
  const headers = { authorization, ...(kind === undefined ? {} : { "x-snowflake-authorization-token-type": kind }) };
  expect((await submit(reasoner, listJobs, [], { headers })).status).toBe(status);
});
