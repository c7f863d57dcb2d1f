import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { type Adapter, AdapterFault, type AdapterRequest } from "../../src/adapter.ts";
import { openResponse, type Outgoing } from "../../src/http/open-response.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

const times = { headMs: 1_000, idleMs: 1_000 };
const get: Outgoing = { method: "GET", url: new URL("http://head/x"), headers: {}, body: undefined };

/** An adapter that keeps its requests; `request` is the scripted reaction. */
const recorded = (
  request: Adapter["request"],
): { readonly adapter: Adapter; readonly requests: ReadonlyArray<AdapterRequest> } => {
  const requests: Array<AdapterRequest> = [];
  const { runtime } = scriptedAdapter({ request: () => ({}) }).adapter;
  return {
    adapter: {
      runtime,
      request: (asked) => {
        requests.push(asked);
        return request(asked);
      },
    },
    requests,
  };
};

describe("a request that fails before its response", () => {
  const stale = { reusedConnection: true } as const;

  it.effect.each([
    ["reset, on a reused connection", new AdapterFault("reset", "x", stale), 2],
    ["reset, on a new connection", new AdapterFault("reset", "x", { reusedConnection: false }), 1],
    ["reset, on a connection of which nothing is known", new AdapterFault("reset", "x"), 1],
    ["refused", new AdapterFault("refused", "x", stale), 1],
    ["another error that looks like a reset", Object.assign(new Error("x"), { ...stale, reason: "reset" }), 1],
  ] as const)("%s: the number of requests is right", ([, fault, requests]) =>
    Effect.gen(function* () {
      const { adapter, requests: seen } = recorded(() => Promise.reject(fault));
      const error = yield* openResponse(adapter, get, times, String).pipe(Effect.scoped, Effect.flip);
      assert.strictEqual(error._tag, "ConnectionFailed");
      assert.strictEqual(seen.length, requests);
    }),
  );
});

describe("a response that was read to its end", () => {
  it.effect("leaves its connection open for the next request; one that was not ends it", () =>
    Effect.gen(function* () {
      for (const reads of [1, 2]) {
        const script = scriptedAdapter({ request: () => ({ body: ["a"] }) });
        const { adapter, requests } = recorded(script.adapter.request);
        yield* Effect.gen(function* () {
          const { pull } = yield* openResponse(adapter, get, times, String);
          for (let read = 0; read < reads; read++) yield* pull;
        }).pipe(Effect.scoped);
        assert.strictEqual(requests[0]?.signal.aborted, reads === 1);
      }
    }),
  );

  it.effect("has a request without a body unless there is one", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({}) });
      const { adapter, requests } = recorded(script.adapter.request);
      const body = new Uint8Array([1]);
      yield* openResponse(adapter, get, times, String).pipe(Effect.scoped);
      yield* openResponse(adapter, { ...get, method: "POST", body }, times, String).pipe(Effect.scoped);
      assert.deepStrictEqual(
        requests.map((request) => ("body" in request ? request.body : "none")),
        ["none", body],
      );
    }),
  );
});
