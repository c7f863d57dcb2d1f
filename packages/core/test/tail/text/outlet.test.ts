import { LineDemand } from "../../../src/tail/text/line-demand.ts";
import { type Cause, Clock, Duration, Effect, Fiber, type Scope } from "effect";
import { TestClock } from "effect/testing";
import { describe, expect, it } from "vitest";
import type { JobwireError } from "../../../src/errors.ts";
import type { StreamLimits } from "../../../src/tail/options.ts";
import type { TailPosition } from "../../../src/tail/position.ts";
import type { LazyBatch } from "../../../src/tail/text/lazy-batch.ts";
import { makeOutlet, type Outlet } from "../../../src/tail/text/outlet.ts";
import { StreamLimiter } from "../../../src/tail/text/stream-limiter.ts";
import { instantClock } from "../../support/instant-clock.ts";
import { batchesOf } from "./batch-of.ts";
import { capacityOf, takeWaiting } from "./take-waiting.ts";

const start: TailPosition = { version: 1, lines: 0, units: 0, newlines: 0, anchor: null };
interface Settings {
  readonly tail?: number;
  readonly room?: number;
  readonly limits?: StreamLimits;
}
interface Made {
  readonly outlet: Outlet;
  /** Takes what waits for the consumer, one batch at least. */
  readonly take: Effect.Effect<string, JobwireError | Cause.Done>;
  /** The text of the batches that wait for the consumer, without what waits for room. */
  readonly emitted: Effect.Effect<ReadonlyArray<string>, JobwireError | Cause.Done>;
}

/** Makes an outlet whose queue has room for some batches, and runs a program with it. A reader is slow after 1,000 ms. */
const outletFor = <A, E>(settings: Settings, program: (made: Made) => Effect.Effect<A, E, Scope.Scope>) =>
  Effect.gen(function* () {
    const limiter = new StreamLimiter(settings.limits ?? {}, "received");
    const capacity = capacityOf(settings.room ?? 100);
    const outlet = yield* makeOutlet(
      limiter,
      { slowReaderMs: 1_000, tail: settings.tail, capacity, demand: new LineDemand() },
      start,
    );
    return yield* program({
      outlet,
      take: Effect.map(outlet.buffer.take, (batches) => batches.map(({ text }) => text).join("")),
      emitted: Effect.map(takeWaiting(outlet.buffer), (batches) => batches.map(({ text }) => text)),
    });
  });

/** Emits a batch and waits until there was room for it. */
const emit = (outlet: Outlet, batch: LazyBatch): Effect.Effect<void, JobwireError> =>
  Effect.suspend(() => outlet.emitNow(batch) ?? Effect.void);

/** Runs it by the test clock, which does not begin at zero. */
const withOutlet = <A, E>(settings: Settings, program: (made: Made) => Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.andThen(TestClock.adjust(7_000), outletFor(settings, program)).pipe(
    Effect.scoped,
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  );

/** How long an effect takes by the test clock, in steps of 100 ms; undefined when it is not done after 5 s. */
const duration = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<number | undefined, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect);
    yield* TestClock.adjust(0);
    for (let ms = 0; ms <= 5_000; ms += 100) {
      if (fiber.pollUnsafe() !== undefined) return ms;
      yield* TestClock.adjust(100);
    }
    yield* Fiber.interrupt(fiber);
    return undefined;
  });

describe("batches of a tail of the whole log", () => {
  it("go to the consumer at once, and the position follows them", () =>
    withOutlet({}, ({ outlet, emitted }) =>
      Effect.gen(function* () {
        expect(outlet.position).toEqual(start);
        for (const batch of batchesOf("a\nb\n", "c\n")) {
          yield* emit(outlet, batch);
          expect(outlet.position).toEqual(batch.position);
        }
        let passed: number | undefined;
        yield* outlet.release(false, (lines) => (passed = lines));
        expect(passed).toBeUndefined();
        expect(yield* emitted).toEqual(["a\nb\n", "c\n"]);
        expect(outlet.isSlow).toBe(false);
      }),
    ));

  it("stop at a limit, after the lines before it", () =>
    withOutlet({ limits: { maxLines: 3 } }, ({ outlet, emitted }) =>
      Effect.gen(function* () {
        const [first, second, third] = batchesOf("a\nb\n", "c\nd\n", "e\n");
        if (first === undefined || second === undefined || third === undefined) throw new Error("No batch");
        yield* emit(outlet, first);
        expect(yield* Effect.flip(emit(outlet, second))).toMatchObject({ reason: "lines" });
        expect(outlet.position).toMatchObject({ lines: 3 });
        expect(yield* Effect.flip(emit(outlet, third))).toMatchObject({ reason: "lines" });
        expect(outlet.position).toMatchObject({ lines: 3 });
        expect(yield* emitted).toEqual(["a\nb\n", "c\n"]);
      }),
    ));

  it("begin again at another position", () =>
    withOutlet({}, ({ outlet }) =>
      Effect.gen(function* () {
        const other = { ...start, units: 5 };
        outlet.restart(other);
        expect(outlet.position).toEqual(other);
        yield* Effect.void;
      }),
    ));
});

describe("the last N lines", () => {
  /** The emitted batches, and the lines passed over, of a tail with so many last lines. */
  const last = (tail: number, pieces: ReadonlyArray<string>, holdsPart = false) =>
    withOutlet({ tail }, ({ outlet, emitted }) =>
      Effect.gen(function* () {
        for (const batch of batchesOf(...pieces)) yield* emit(outlet, batch);
        expect(yield* emitted).toEqual([]);
        expect(outlet.position).toBeUndefined();
        let passed: number | undefined;
        expect(yield* outlet.release(holdsPart, (lines) => (passed = lines))).toBeUndefined();
        const texts = yield* emitted;
        expect(outlet.position).toBeDefined();
        return { texts, passed };
      }),
    );

  it("are emitted at the end, and the number of lines before them is reported", async () => {
    expect(await last(2, ["a\nb\nc\n"])).toEqual({ texts: ["b\nc\n"], passed: 1 });
    expect(await last(2, ["a\nb\n", "c\n", "d\n"])).toEqual({ texts: ["c\n", "d\n"], passed: 2 });
    expect(await last(3, ["a\nb\n", "c\n", "d\n"])).toEqual({ texts: ["b\n", "c\n", "d\n"], passed: 1 });
    expect(await last(3, ["a\n", "b\nc\n", "d\n"])).toEqual({ texts: ["b\nc\n", "d\n"], passed: 1 });
    expect(await last(4, ["a\nb\nc\nd\ne\n", "f\ng\n"])).toEqual({ texts: ["d\ne\n", "f\ng\n"], passed: 3 });
  });

  it("are all lines of a shorter log", async () => {
    expect(await last(5, ["a\nb\n", "c\n"])).toEqual({ texts: ["a\nb\n", "c\n"], passed: 0 });
    expect(await last(5, [])).toEqual({ texts: [], passed: 0 });
  });

  it("may be none", async () => {
    expect(await last(0, ["a\nb\n", "c\n"])).toEqual({ texts: [], passed: 3 });
    expect(await last(0, ["a\n"], true)).toEqual({ texts: [], passed: 1 });
  });

  it("include an unfinished last line", async () => {
    expect(await last(2, ["a\nb\n", "c\n"], true)).toEqual({ texts: ["c\n"], passed: 2 });
    expect(await last(1, ["a\n", "b\n"], true)).toEqual({ texts: [], passed: 2 });
    expect(await last(2, ["a\nb\nc\n", "d\n"], true)).toEqual({ texts: ["d\n"], passed: 3 });
    expect(await last(3, ["a\nb\nc\n"], true)).toEqual({ texts: ["b\nc\n"], passed: 1 });
  });

  it("are followed by later lines at once", () =>
    withOutlet({ tail: 1 }, ({ outlet, emitted }) =>
      Effect.gen(function* () {
        const [first, second] = batchesOf("a\nb\n", "c\nd\n");
        if (first === undefined || second === undefined) throw new Error("No batch");
        yield* emit(outlet, first);
        yield* outlet.release(false, () => undefined);
        yield* emit(outlet, second);
        expect(yield* emitted).toEqual(["b\n", "c\nd\n"]);
        expect(outlet.position).toEqual(second.position);
      }),
    ));

  it("are held anew after a restart", () =>
    withOutlet({ tail: 1 }, ({ outlet, emitted }) =>
      Effect.gen(function* () {
        const [first, second] = batchesOf("a\n", "b\n");
        if (first === undefined || second === undefined) throw new Error("No batch");
        yield* emit(outlet, first);
        outlet.restart({ ...start, units: 5 });
        yield* emit(outlet, second);
        let passed: number | undefined;
        expect(outlet.position).toBeUndefined();
        yield* outlet.release(false, (lines) => (passed = lines));
        expect(passed).toBe(0);
        expect(yield* emitted).toEqual(["b\n"]);
      }),
    ));

  it("leave the position at the start when there are none", () =>
    withOutlet({ tail: 0 }, ({ outlet }) =>
      Effect.gen(function* () {
        const other = { ...start, units: 5 };
        outlet.restart(other);
        yield* outlet.release(false, () => undefined);
        expect(outlet.position).toEqual(other);
      }),
    ));

  it("are at most 64 Mi characters, however the log is cut: more is an error", () =>
    withOutlet({ tail: 3 }, ({ outlet }) =>
      Effect.gen(function* () {
        const [huge, one, most, two] = batchesOf(
          `${"x".repeat(2 ** 25 - 1)}\n`,
          "\n",
          `${"x".repeat(2 ** 25 - 2)}\n`,
          "y\n",
        );
        if (huge === undefined || one === undefined || most === undefined || two === undefined) throw new Error("No");
        yield* emit(outlet, huge);
        yield* emit(outlet, one);
        // Exactly 64 Mi.
        yield* emit(outlet, most);
        // The first one makes room.
        yield* emit(outlet, two);
        yield* emit(outlet, one);
        const error = yield* Effect.flip(Effect.andThen(emit(outlet, huge), emit(outlet, huge)));
        expect(error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "held-bytes", statusCode: 429 });
        expect(error.message).toMatch(/The last 3 lines are more than 67108864 characters/);
      }),
    ));
});

describe("a consumer that takes its time", () => {
  const batches = () => {
    const [a, b, c, d] = batchesOf("a\n", "b\n", "c\n", "d\n");
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("No batch");
    return { a, b, c, d };
  };

  it("delays a batch by at most `slowReaderMs`; after that the batch waits alone", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b } = batches();
        expect(yield* duration(emit(outlet, a))).toBe(0);
        expect(yield* duration(outlet.settled())).toBe(0);
        expect(outlet.isSlow).toBe(false);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        expect(outlet.isSlow).toBe(true);
        // The consumer does not have it yet.
        expect(outlet.position).toEqual(a.position);
        expect(yield* take).toBe("a\n");
        expect(yield* duration(outlet.settled())).toBe(0);
        expect(outlet.position).toEqual(b.position);
        expect(yield* take).toBe("b\n");
      }),
    ));

  it("delays the next batch without a limit, and none gets lost or changes places", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c, d } = batches();
        yield* emit(outlet, a);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        const waiting = yield* Effect.forkChild(emit(outlet, c));
        yield* TestClock.adjust(100_000);
        expect(waiting.pollUnsafe()).toBeUndefined();
        expect(yield* take).toBe("a\n");
        yield* TestClock.adjust(0);
        expect(waiting.pollUnsafe()).toBeDefined();
        expect(outlet.position).toEqual(b.position);
        expect(yield* take).toBe("b\n");
        // `c` has room now: nothing waits, though `settled` was not asked.
        yield* TestClock.adjust(0);
        expect(outlet.position).toEqual(c.position);
        expect(yield* take).toBe("c\n");
        expect(yield* duration(emit(outlet, d))).toBe(0);
        expect(yield* take).toBe("d\n");
      }),
    ));

  it("that takes a batch in time delays only until then, and the delays add up", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c, d } = batches();
        yield* emit(outlet, a);
        const takeLater = yield* Effect.forkChild(Effect.andThen(Effect.sleep(600), take));
        expect(yield* duration(emit(outlet, b))).toBe(600);
        yield* Fiber.join(takeLater);
        expect(outlet.isSlow).toBe(false);
        expect(outlet.position).toEqual(b.position);
        expect(yield* duration(emit(outlet, c))).toBe(400);
        expect(outlet.isSlow).toBe(true);
        expect(yield* take).toBe("b\n");
        expect(yield* take).toBe("c\n");
        expect(yield* duration(emit(outlet, d))).toBe(0);
        expect(outlet.isSlow).toBe(true);
      }),
    ));

  it("is slow at exactly `slowReaderMs`, in all", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c } = batches();
        yield* emit(outlet, a);
        for (const batch of [b, c]) {
          expect(outlet.isSlow).toBe(false);
          const takeLater = yield* Effect.forkChild(Effect.andThen(Effect.sleep(500), take));
          yield* duration(emit(outlet, batch));
          yield* Fiber.join(takeLater);
        }
        expect(outlet.isSlow).toBe(true);
      }),
    ));

  it("has the whole time again for each new source", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c } = batches();
        yield* emit(outlet, a);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        yield* take;
        yield* TestClock.adjust(0);
        outlet.restartClock();
        expect(outlet.isSlow).toBe(false);
        expect(yield* duration(emit(outlet, c))).toBe(1_000);
        expect(outlet.isSlow).toBe(true);
      }),
    ));

  it("counts the wait for an earlier batch as delay", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c } = batches();
        yield* emit(outlet, a);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        outlet.restartClock();
        // `b` waits for 700 ms more, so `c` may wait for 300.
        const takeLater = yield* Effect.forkChild(Effect.andThen(Effect.sleep(700), take));
        expect(yield* duration(emit(outlet, c))).toBe(1_000);
        yield* Fiber.join(takeLater);
        expect(outlet.isSlow).toBe(true);
        expect(yield* take).toBe("b\n");
      }),
    ));

  it("gets a batch for which it has room in the same step, also after it was slow", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c } = batches();
        Effect.runFork(emit(outlet, a));
        expect(outlet.position).toEqual(a.position);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        yield* take;
        yield* outlet.settled();
        yield* take;
        Effect.runFork(emit(outlet, c));
        expect(outlet.position).toEqual(c.position);
      }),
    ));

  it("never moves the position back, however fast it takes a batch that waited and the next", () =>
    withOutlet({ room: 1 }, ({ outlet, take }) =>
      Effect.gen(function* () {
        const { a, b, c } = batches();
        yield* emit(outlet, a);
        expect(yield* duration(emit(outlet, b))).toBe(1_000);
        for (const { text } of [a, b]) expect(yield* take).toBe(text);
        yield* emit(outlet, c);
        yield* TestClock.adjust(0);
        expect(outlet.position).toEqual(c.position);
        expect(yield* take).toBe("c\n");
      }),
    ));

  it("is slow also by a timer that fires a little early", async () => {
    const clock = instantClock();
    const early: Clock.Clock = {
      currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
      currentTimeMillis: clock.currentTimeMillis,
      currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
      currentTimeNanos: clock.currentTimeNanos,
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      sleep: (time) => clock.sleep(Duration.millis(Duration.toMillis(time) - 0.5)),
    };
    const program = outletFor({ room: 1 }, ({ outlet }) =>
      Effect.gen(function* () {
        const { a, b } = batches();
        yield* emit(outlet, a);
        yield* emit(outlet, b);
        expect(outlet.isSlow).toBe(true);
      }),
    );
    await Effect.runPromise(program.pipe(Effect.scoped, Effect.provideService(Clock.Clock, early)));
  });
});
