import { Effect } from "effect";
import { TestClock } from "effect/testing";
import { describe, expect, it } from "vitest";
import { makeWaitLimit } from "../src/wait-limit.ts";

const limited = <A>(program: (limit: Effect.Success<typeof makeWaitLimit>) => Effect.Effect<A>): Promise<A> =>
  Effect.flatMap(makeWaitLimit, program).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise);

describe("the limit of a wait", () => {
  it("gives up once, when the time is over", () =>
    limited((limit) =>
      Effect.gen(function* () {
        let given = 0;
        limit.begin(1_000, () => given++);
        yield* TestClock.adjust(999);
        expect(given).toBe(0);
        yield* TestClock.adjust(1);
        expect(given).toBe(1);
        yield* TestClock.adjust(10_000);
        expect(given).toBe(1);
      }),
    ));

  it("does not give up a wait that ended, and begins anew with each wait", () =>
    limited((limit) =>
      Effect.gen(function* () {
        const given: Array<string> = [];
        limit.begin(1_000, () => given.push("first"));
        yield* TestClock.adjust(600);
        limit.end();
        limit.begin(1_000, () => given.push("second"));
        yield* TestClock.adjust(999);
        expect(given).toEqual([]);
        yield* TestClock.adjust(1);
        expect(given).toEqual(["second"]);
        limit.begin(Number.POSITIVE_INFINITY, () => given.push("endless"));
        yield* TestClock.adjust(1_000_000);
        expect(given).toEqual(["second"]);
      }),
    ));

  it("holds a shorter wait after a longer one, at once if no time is left", () =>
    limited((limit) =>
      Effect.gen(function* () {
        const given: Array<string> = [];
        limit.begin(60_000, () => given.push("long"));
        yield* TestClock.adjust(10);
        limit.end();
        limit.begin(20, () => given.push("short"));
        yield* TestClock.adjust(20);
        expect(given).toEqual(["short"]);
        limit.begin(0, () => given.push("none"));
        yield* TestClock.adjust(0);
        expect(given).toEqual(["short", "none"]);
      }),
    ));

  it("sleeps only while a wait has a limit, and no more after its scope", () =>
    limited((limit) =>
      Effect.gen(function* () {
        const given: Array<string> = [];
        limit.begin(50, () => given.push("ended"));
        limit.end();
        limit.begin(Number.POSITIVE_INFINITY, () => given.push("endless"));
        yield* TestClock.adjust(1_000_000);
        limit.begin(100, () => given.push("last"));
        yield* TestClock.adjust(100);
        expect(given).toEqual(["last"]);
        const closed = yield* Effect.scoped(makeWaitLimit);
        closed.begin(10, () => given.push("closed"));
        yield* TestClock.adjust(1_000);
        expect(given).toEqual(["last"]);
      }),
    ));
});
