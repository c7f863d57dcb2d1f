import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import { describeStatus } from "../../../src/http/describe-status.ts";
import type { HttpOptions } from "../../../src/http/http-options.ts";
import { makeHttp } from "../../../src/http/make-http.ts";
import { isSignInTarget } from "../../../src/http/proxy/sign-in.ts";
import { refusePage } from "../../../src/http/refuse-page.ts";
import { type ScriptedAnswer, type ScriptedSocket, scriptedAdapter } from "../../support/scripted-adapter.ts";

const origin = "http://ray.example";
const from = new URL(`${origin}/auth/ray/api/jobs/`);

describe("the target of a redirect", () => {
  it.each([
    "/oauth2/start?rd=%2Fapi",
    "/login",
    "/login.php?next=/",
    "/_oauth?code=1",
    "/saml/acs",
    "/users/sign_in",
    "/.auth/login/aad",
    "/outpost.goauthentik.io/start",
    "/cdn-cgi/access/login/ray.example",
    "/x?client_id=1&response_type=code",
    "https://idp.example/x?SAMLRequest=abc",
    "https://login.microsoftonline.com/t/oauth2/v2.0/authorize?client_id=1",
    "https://accounts.google.com/o/oauth2/auth",
    "https://team.cloudflareaccess.com/x",
    "https://keycloak.example/realms/a/protocol/openid-connect/auth",
    "https://auth.example/?rd=https%3A%2F%2Fray.example",
  ])("%s is a sign-in", (target) => assert.isTrue(isSignInTarget(new URL(target, from), from)));

  it.each([
    "/auth/ray/api/jobs",
    "/auth/ray/v2/api/jobs/",
    "https://ray.example/auth/ray/api/jobs/",
    "https://other.example/auth/ray/api/jobs/",
    "/blogin",
    "/api/authors",
    "https://other.example/",
  ])("%s is none", (target) => assert.isFalse(isSignInTarget(new URL(target, from), from)));
});

const over = (
  answer: (index: number) => ScriptedAnswer,
  options: Partial<HttpOptions> = {},
  socket?: ScriptedSocket,
) => {
  const script = scriptedAdapter({
    request: (_, index) => answer(index),
    ...(socket === undefined ? {} : { socket: () => socket }),
  });
  const http = makeHttp(script.adapter, {
    baseUrl: `${origin}/prefix`,
    allowInsecureToken: true,
    describe: (refused) => describeStatus(refused, refused.text),
    ...options,
  });
  const send = (method: string): Effect.Effect<unknown, JobwireError> =>
    http.send(new Request(`${http.baseUrl}/api/jobs/`, { method, ...(method === "GET" ? {} : { body: "{}" }) }));
  return { http, script, send };
};
const redirect = (location: string, status = 302): ScriptedAnswer => ({ status, headers: { location } });
const page = { headers: { "content-type": "text/html" }, body: "<html><title>Welcome</title>" };

describe("a redirect to a sign-in", () => {
  it.effect("is Unauthorized for a read and a write, without another request", () =>
    Effect.gen(function* () {
      for (const location of ["/oauth2/start?rd=secret", "https://login.example/authorize?state=secret"]) {
        for (const method of ["GET", "POST"]) {
          const { script, send } = over(() => redirect(location));
          const error = yield* Effect.flip(send(method));
          assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["Unauthorized", "sign-in", 302]);
          assert.match(error.message, /redirects to a sign-in \(http.*Sign in again/);
          assert.notInclude(error.message, "secret");
          assert.lengthOf(script.requests, 1);
        }
      }
    }),
  );

  it.effect("gets the next token of a function, as a 401 does", () =>
    Effect.gen(function* () {
      const { script, send } = over((index) => (index === 0 ? redirect("/login") : { body: "{}" }), {
        token: ({ refused }) => (refused === undefined ? "old-token" : "new-token"),
      });
      yield* send("POST");
      assert.deepStrictEqual(
        script.requests.map(({ headers }) => headers["authorization"]),
        ["Bearer old-token", "Bearer new-token"],
      );
    }),
  );

  it.effect("ends a WebSocket handshake the same way, also when the runtime hides it", () =>
    Effect.gen(function* () {
      const response = { status: 302, headers: { location: "/oauth2/start" }, body: "" };
      for (const socket of [{ fault: "handshake", answer: response }, { fault: "handshake" }] as const) {
        const { http } = over(() => redirect("/oauth2/start"), {}, socket);
        const opened = http.socket("/x", { maxMessageBytes: 100, highWaterBytes: () => 100 });
        const error = yield* Effect.flip(Effect.scoped(opened));
        assert.deepStrictEqual([error._tag, error.reason], ["Unauthorized", "sign-in"]);
      }
    }),
  );

  it.effect("may be any path that ends in a web page", () =>
    Effect.gen(function* () {
      const { http, send } = over((index) => (index % 2 === 0 ? redirect("/welcome") : page));
      const error = yield* Effect.flip(send("GET"));
      assert.deepStrictEqual([error._tag, error.reason], ["Unauthorized", "sign-in"]);
      assert.include(error.message, 'redirects to a web page ("Welcome")');
      assert.include(error.serverText ?? "", "<html>");
      const log = Effect.gen(function* () {
        const response = yield* http.stream("/logs", { headMs: 1_000, idleMs: 1_000 });
        yield* refusePage(response, "log").pull;
      });
      assert.deepInclude(yield* Effect.flip(Effect.scoped(log)), { _tag: "Unauthorized", reason: "sign-in" });
    }),
  );
});

describe("a redirect to another address of the same server", () => {
  it.effect("names the address to use", () =>
    Effect.gen(function* () {
      for (const [location, address] of [
        ["https://ray.example/prefix/api/jobs/", "https://ray.example/prefix"],
        ["https://ray.example:8443/prefix/api/jobs", "https://ray.example:8443/prefix"],
        ["https://ray.example/other/api/jobs/?x=1", "https://ray.example/other"],
        ["https://ray.example/api/jobs/", "https://ray.example"],
      ]) {
        for (const method of ["GET", "POST"]) {
          const error = yield* Effect.flip(over(() => redirect(location ?? "", 301)).send(method));
          assert.deepStrictEqual([error._tag, error.reason], ["RedirectRefused", "cross-origin"]);
          assert.isTrue(error.message.endsWith(`Set the address to ${address}`), error.message);
        }
      }
      const error = yield* Effect.flip(over(() => redirect("/other/api/jobs/", 308)).send("POST"));
      assert.deepStrictEqual([error._tag, error.reason], ["RedirectRefused", "method"]);
      assert.isTrue(error.message.endsWith("Set the address to http://ray.example/other"), error.message);
    }),
  );

  it.effect("names no address of another host, and none for another path", () =>
    Effect.gen(function* () {
      for (const location of ["https://evil.example/prefix/api/jobs/", "https://ray.example/elsewhere"]) {
        const error = yield* Effect.flip(over(() => redirect(location)).send("GET"));
        assert.strictEqual(error._tag, "RedirectRefused");
        assert.isTrue(error.message.endsWith("Set the address to the server's final one"), error.message);
      }
    }),
  );
});
