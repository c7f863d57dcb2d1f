import { Cause, Effect, Exit, Fiber } from "effect";
import { describe, expect, it } from "vitest";
import { ServerError } from "../../../src/errors.ts";
import { BatchBuffer } from "../../../src/tail/text/batch-buffer.ts";
import type { LazyBatch } from "../../../src/tail/text/lazy-batch.ts";
import { batchesOf } from "./batch-of.ts";
import { takeWaiting } from "./take-waiting.ts";

const [a, b, c, d] = batchesOf("a\n", "b\n", "c\n", "d\n") as [LazyBatch, LazyBatch, LazyBatch, LazyBatch];

const made = (capacity: number) => {
  const accepted: Array<string> = [];
  const buffer = new BatchBuffer(
    () => capacity,
    ({ text }) => accepted.push(text),
  );
  const taken = Effect.map(takeWaiting(buffer), (batches) => batches.map(({ text }) => text));
  return { buffer, accepted, taken };
};

describe("the batches between a tail and its consumer", () => {
  it("are taken together, in order", () =>
    Effect.gen(function* () {
      const { buffer, taken } = made(10_000);
      for (const batch of [a, b, c]) buffer.offer(batch);
      expect(yield* taken).toEqual(["a\n", "b\n", "c\n"]);
      expect(yield* taken).toEqual([]);
      buffer.offer(d);
      expect(yield* taken).toEqual(["d\n"]);
    }).pipe(Effect.runPromise));

  it("reach a consumer that waits, at once", () => {
    const { buffer } = made(0);
    const waiting = Effect.runFork(buffer.take);
    expect(waiting.pollUnsafe()).toBeUndefined();
    buffer.offer(a);
    expect(waiting.pollUnsafe()).toEqual(Exit.succeed([a]));
    // The one that was taken needs no room any more.
    buffer.offer(b);
    expect(buffer.isSettled).toBe(true);
  });

  it("are no more than the capacity, except for one; the next one waits until it is taken", () =>
    Effect.gen(function* () {
      const { buffer, accepted, taken } = made(1_100);
      buffer.offer(a);
      buffer.offer(b); // 2 units each, and 512 for the batch
      expect(buffer.isSettled).toBe(true);
      buffer.offer(c);
      expect(buffer.isSettled).toBe(false);
      expect(accepted).toEqual(["a\n", "b\n"]);
      let settled = false;
      buffer.onSettled(() => {
        settled = true;
      });
      expect(yield* taken).toEqual(["a\n", "b\n"]);
      expect([settled, buffer.isSettled]).toEqual([true, true]);
      expect(accepted).toEqual(["a\n", "b\n", "c\n"]);
      expect(yield* taken).toEqual(["c\n"]);
    }).pipe(Effect.runPromise));

  it("do not call back a wait that was ended", () =>
    Effect.gen(function* () {
      const { buffer, taken } = made(0);
      buffer.offer(a);
      buffer.offer(b);
      buffer.onSettled(() => {
        throw new Error("called back");
      })();
      expect(yield* taken).toEqual(["a\n"]);
      expect(buffer.isSettled).toBe(true);
    }).pipe(Effect.runPromise));

  it("come before the end, and the first end stays", () =>
    Effect.gen(function* () {
      const { buffer, taken } = made(10_000);
      buffer.offer(a);
      const error = new ServerError({ message: "gone", reason: "error-event", statusCode: 500 });
      buffer.end(Cause.fail(error));
      buffer.end(Cause.fail(Cause.Done()));
      expect(yield* taken).toEqual(["a\n"]);
      expect(yield* Effect.flip(buffer.take)).toBe(error);
      expect(yield* Effect.flip(buffer.take)).toBe(error);
    }).pipe(Effect.runPromise));

  it("end a consumer that waits", () =>
    Effect.gen(function* () {
      const { buffer } = made(0);
      const waiting = yield* Effect.forkChild(buffer.take, { startImmediately: true });
      buffer.end(Cause.fail(Cause.Done()));
      expect(Cause.isDone(yield* Effect.flip(Fiber.join(waiting)))).toBe(true);
    }).pipe(Effect.runPromise));

  it("are not lost by a consumer that stops waiting", () =>
    Effect.gen(function* () {
      const { buffer, taken } = made(0);
      const waiting = yield* Effect.forkChild(buffer.take, { startImmediately: true });
      yield* Fiber.interrupt(waiting);
      buffer.offer(a);
      expect(yield* taken).toEqual(["a\n"]);
    }).pipe(Effect.runPromise));
});
