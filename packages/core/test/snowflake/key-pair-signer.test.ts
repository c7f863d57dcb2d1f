import { assert, beforeAll, describe, it } from "@effect/vitest";
import { Effect, Redacted } from "effect";
import { TestClock } from "effect/testing";
import { isJobwireError } from "../../src/errors.ts";
import { makeKeyPairSigner } from "../../src/snowflake/key-pair-signer.ts";
import { makeRsaKey, readJwt, type RsaKey } from "../support/rsa-key.ts";

let rsa: RsaKey;
beforeAll(async () => {
  rsa = await makeRsaKey();
}, 60_000);

describe("an assertion", () => {
  it.effect("is signed by RS256, with the claims the Python client was recorded with", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_795_301_403_700);
      const token = yield* makeKeyPairSigner("MY-ORG-ACCT", "bob", rsa.pem).sign(60_000);
      const { header, claims, valid } = yield* Effect.promise(() => readJwt(Redacted.value(token), rsa.publicKey));
      assert.isTrue(valid);
      assert.deepStrictEqual(header, { alg: "RS256", typ: "JWT" });
      assert.deepStrictEqual(claims, {
        iss: `MY-ORG-ACCT.BOB.SHA256:${rsa.fingerprint}`,
        sub: "MY-ORG-ACCT.BOB",
        iat: 1_795_301_403,
        exp: 1_795_301_463,
      });
      assert.notInclude(JSON.stringify({ token }), Redacted.value(token));
    }),
  );

  it.effect("may be for a user of any letters, and the PEM of any line ends", () =>
    Effect.gen(function* () {
      const pem = Redacted.make(`comment\r\n${rsa.pem.replaceAll("\n", "\r\n")}`);
      const token = yield* makeKeyPairSigner("A", "Größe@x.한", pem).sign(60_000);
      const { claims, valid } = yield* Effect.promise(() => readJwt(Redacted.value(token), rsa.publicKey));
      assert.deepStrictEqual([valid, claims["sub"]], [true, "A.GRÖSSE@X.한"]);
    }),
  );

  const damaged = (): string => rsa.pem.replace(/\n.{40}/, `\n${"A".repeat(40)}`);
  it.effect("fails for a damaged key, and the error shows none of it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(makeKeyPairSigner("A", "u", damaged()).sign(60_000));
      assert.strictEqual(error._tag, "InvalidRequest");
      assert.isUndefined(error.cause);
      const ec = yield* Effect.promise(async () => {
        const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
        const text = btoa(
          String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey))),
        );
        return `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`;
      });
      const other = yield* Effect.flip(makeKeyPairSigner("A", "u", ec).sign(60_000));
      assert.match(other.message, /RSA/);
    }),
  );

  it.each([
    ["no PEM", "hunter2-hunter2", /not a PEM/],
    ["nothing", "", /not a PEM/],
    [
      "an encrypted key",
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGVsbG8=\n-----END ENCRYPTED PRIVATE KEY-----",
      /openPrivateKey/,
    ],
    ["PKCS#1", "-----BEGIN RSA PRIVATE KEY-----\naGVsbG8=\n-----END RSA PRIVATE KEY-----", /openssl/],
    ["a public key", "-----BEGIN PUBLIC KEY-----\naGVsbG8=\n-----END PUBLIC KEY-----", /PUBLIC KEY/],
    ["no base64", "-----BEGIN PRIVATE KEY-----\naGVs=bG8=a\n-----END PRIVATE KEY-----", /base64/],
  ])("is refused for %s before anything is sent", (_, pem, message) => {
    try {
      makeKeyPairSigner("A", "u", pem);
    } catch (error) {
      assert.isTrue(isJobwireError(error));
      assert.match((error as Error).message, message);
      assert.notMatch((error as Error).message, /hunter2|aGVs/);
      return;
    }
    assert.fail("nothing was thrown");
  });

  it("needs a user", () => {
    assert.throws(() => makeKeyPairSigner("A", " ", rsa.pem), /user/);
  });
});
