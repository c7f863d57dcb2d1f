/** A stream of events yields each event once, in order, to the job's proven end, whatever the tokens do. */
import { assert, describe, it } from "@effect/vitest";
import { Effect, Stream } from "effect";
import { TestClock } from "effect/testing";
import fc from "fast-check";
import type { JobwireError } from "../../src/errors.ts";
import type { EventPage, EventPosition, EventsOptions } from "../../src/reasoner/types.ts";
import type { ScriptedAnswer, SeenRequest } from "../support/scripted-adapter.ts";
import { calls, jobAnswer, reasonerOver } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

type Numbered = { readonly n: number };

/** The tokens that a service sends. */
type Tokens = "fresh" | "empty" | "null" | "same" | "missing";

/**
 * A service whose job has made `made(looks)` events at the time of a look, and is over after `lastLook`; a page has at most
 * `perPage` events. `tokens` chooses the token of the last page; a service without tokens sends all events each time.
 */
const service = (options: {
  readonly made: (looks: number) => number;
  readonly lastLook: number;
  readonly perPage: number;
  readonly tokens: Tokens;
}) => {
  let looks = 0;
  return ({ url }: Pick<SeenRequest, "url">): ScriptedAnswer => {
    if (!url.pathname.includes("/events/")) {
      looks += 1;
      return jobAnswer("a", looks > options.lastLook ? "COMPLETED" : "RUNNING");
    }
    const token = url.searchParams.get("continuation_token") ?? "";
    const from = token === "" ? 0 : Number(token.slice(1));
    const all = options.made(looks);
    const to = Math.min(all, from + options.perPage);
    const events = Array.from({ length: to - from }, (_, index) => ({ n: from + index }));
    if (to < all || options.tokens === "fresh") return { json: { events, continuation_token: `t${to}` } };
    if (options.tokens === "missing") return { json: { events } };
    const last = { empty: "", null: null, same: token }[options.tokens];
    return { json: { events, continuation_token: last } };
  };
};

const follow = (
  request: (request: SeenRequest) => ScriptedAnswer,
  options?: Omit<EventsOptions, "signal">,
): Effect.Effect<{
  readonly numbers: ReadonlyArray<number>;
  readonly pages: ReadonlyArray<EventPage>;
  readonly error: JobwireError | undefined;
}> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { reasoner } = yield* Effect.orDie(reasonerOver(request));
      const pages: Array<EventPage> = [];
      const outcome = yield* outcomeOf(
        Stream.runForEach(reasoner.jobs.events({ reasonerType: "Prescriptive", id: "a" }, options), (page) =>
          Effect.sync(() => pages.push(page)),
        ),
        500,
      );
      return {
        numbers: pages.flatMap(({ events }) => events as ReadonlyArray<Numbered>).map(({ n }) => n),
        pages,
        error: outcome as JobwireError | undefined,
      };
    }),
  );

const upTo = (count: number, from = 0): ReadonlyArray<number> =>
  Array.from({ length: count - from }, (_, index) => from + index);

describe("a stream of events", () => {
  it.effect(
    "gives each event once, however they come and wherever it was resumed",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 6 }),
            fc.integer({ min: 1, max: 5 }),
            fc.constantFrom<Tokens>("fresh", "empty", "null", "same", "missing"),
            fc.nat(20),
            (grows, perPage, tokens, stopAt) =>
              Effect.runPromise(
                Effect.provide(
                  Effect.gen(function* () {
                    const total = grows.reduce((sum, count) => sum + count, 0);
                    const made = (looks: number): number =>
                      grows.slice(0, looks).reduce((sum, count) => sum + count, 0);
                    const serve = () => service({ made, lastLook: grows.length, perPage, tokens });
                    const whole = yield* follow(serve());
                    assert.isUndefined(whole.error);
                    assert.deepStrictEqual(whole.numbers, upTo(total));
                    const page = whole.pages[stopAt % Math.max(1, whole.pages.length)];
                    if (page === undefined) return;
                    const given = whole.pages
                      .slice(0, whole.pages.indexOf(page) + 1)
                      .flatMap(({ events }) => events).length;
                    // As JSON, and on a service that has every event by now.
                    const from = JSON.parse(JSON.stringify(page.position)) as EventPosition;
                    const rest = yield* follow(service({ made: () => total, lastLook: 0, perPage, tokens }), { from });
                    assert.deepStrictEqual(rest.numbers, upTo(total, given));
                  }),
                  TestClock.layer(),
                ),
              ),
          ),
          { numRuns: 30 },
        ),
      ),
    120_000,
  );

  it.effect("retries transient failures, and ends only after it read the job's end before the last page", () =>
    Effect.gen(function* () {
      const serve = service({ made: (looks) => looks * 2, lastLook: 3, perPage: 3, tokens: "empty" });
      let index = 0;
      const { numbers, error } = yield* follow((request) => {
        index += 1;
        return index % 3 === 2 ? { fault: "reset" } : serve(request);
      });
      assert.isUndefined(error);
      assert.deepStrictEqual(numbers, upTo(numbers.length));
      assert.isAtLeast(numbers.length, 8);
    }),
  );

  it.effect("requests an empty first page with its token as well, and starts at a token", () =>
    Effect.gen(function* () {
      const serve = service({ made: () => 4, lastLook: 0, perPage: 2, tokens: "empty" });
      const { numbers } = yield* follow(serve, { from: "t2" });
      assert.deepStrictEqual(numbers, [2, 3]);
      const { reasoner, script } = yield* reasonerOver((request) =>
        request.url.pathname.startsWith("/v1alpha1/transactions/t/events")
          ? { json: { events: [] } }
          : { json: { transaction: { id: "t", state: "ABORTED" } } },
      );
      yield* outcomeOf(Stream.runDrain(reasoner.jobs.events({ reasonerType: "Logic", id: "t" })));
      assert.deepStrictEqual(calls(script), [
        "GET /v1alpha1/transactions/t",
        "GET /v1alpha1/transactions/t/events/progress?continuation_token=",
      ]);
    }),
  );

  it.effect("fails after pages without progress, after its time limit, and for an unknown job", () =>
    Effect.gen(function* () {
      let token = 0;
      const lost = yield* follow(({ url }) =>
        url.pathname.includes("/events/")
          ? { json: { events: [], continuation_token: `t${token++}` } }
          : jobAnswer("a", "COMPLETED"),
      );
      assert.deepInclude(lost.error, { _tag: "BadResponse", reason: "events" });
      let other = 0;
      const changing = yield* follow(({ url }) =>
        url.pathname.includes("/events/") ? { json: { events: [{ n: other++ }] } } : jobAnswer("a", "COMPLETED"),
      );
      assert.deepInclude(changing.error, { _tag: "BadResponse", reason: "events" });
      const endless = yield* follow(service({ made: () => 1, lastLook: 1e9, perPage: 5, tokens: "null" }), {
        timeoutMs: 5000,
      });
      assert.deepStrictEqual(endless.numbers, [0]);
      assert.deepInclude(endless.error, { _tag: "Timeout", reason: "deadline" });
      const unknown = yield* follow(() => ({ status: 404, json: { message: "job not found" } }));
      assert.deepInclude(unknown.error, { _tag: "NotFound", reason: "unknown-job" });
    }),
  );
});
