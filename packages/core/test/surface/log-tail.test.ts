import { describe, expect, it } from "vitest";
import { Effect, Stream } from "effect";
import { ConnectionFailed, isJobwireError, type JobwireError } from "../../src/errors.ts";
import { makeRunner, type Runner } from "../../src/surface/runner.ts";
import type { LogTail, TailBatch } from "../../src/tail/options.ts";
import type { TailPosition } from "../../src/tail/position.ts";
import { makeLogTail } from "../../src/surface/log-tail.ts";

const position = (lines: number): TailPosition => ({ version: 1, lines, units: lines, newlines: 1, anchor: null });

const batch = (from: number, count: number): TailBatch => {
  const lines = Array.from({ length: count }, (_, index) => `line ${from + index}`);
  return { lines, text: lines.map((line) => `${line}\n`).join(""), position: position(from + count) };
};

/** A tail over batches and then an end, and how often it was begun and released. */
const tailOf = (
  batches: ReadonlyArray<TailBatch>,
  end: Stream.Stream<TailBatch, JobwireError> = Stream.empty,
  signal?: AbortSignal,
): { readonly tail: LogTail; readonly runner: Runner; readonly counts: { begun: number; released: number } } => {
  const counts = { begun: 0, released: 0 };
  const stream = Stream.unwrap(
    Effect.as(
      Effect.acquireRelease(
        Effect.sync(() => void counts.begun++),
        () => Effect.sync(() => void counts.released++),
      ),
      Stream.concat(Stream.fromArray(batches).pipe(Stream.rechunk(2)), end),
    ),
  );
  const runner = makeRunner(Effect.void, (text) => text);
  return { tail: makeLogTail(stream, runner, signal), runner, counts };
};

const failed = new ConnectionFailed({ message: "lost", reason: "reset" });

const collect = async <A>(iterable: AsyncIterable<A>): Promise<Array<A>> => {
  const all: Array<A> = [];
  for await (const each of iterable) all.push(each);
  return all;
};

const caught = async (work: () => Promise<unknown>): Promise<JobwireError> => {
  try {
    await work();
  } catch (error) {
    if (isJobwireError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

/** Rejects after a generous while: what is called must settle at once, whatever the source does. */
const atOnce = <A>(promise: Promise<A>): Promise<A> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error("it did not settle")), 5000)),
  ]);

describe("a log tail", () => {
  it("gives lines, or batches with positions, each iteration from the start", async () => {
    const { tail, counts } = tailOf([batch(0, 3), batch(3, 1), batch(4, 2)]);
    expect(await collect(tail)).toEqual(["line 0", "line 1", "line 2", "line 3", "line 4", "line 5"]);
    expect((await collect(tail.batches())).map((each) => each.position.lines)).toEqual([3, 4, 6]);
    expect(counts).toEqual({ begun: 2, released: 2 });
  });

  it("begins nothing before the first line is asked for", () => {
    const { tail, counts } = tailOf([batch(0, 1)]);
    tail[Symbol.asyncIterator]();
    tail.batches()[Symbol.asyncIterator]();
    expect(counts.begun).toBe(0);
  });

  it("gives its error itself, once, after the lines before it", async () => {
    for (const pick of [(tail: LogTail): AsyncIterable<unknown> => tail, (tail: LogTail) => tail.batches()]) {
      const { tail, counts } = tailOf([batch(0, 2)], Stream.fail(failed));
      const iterator = pick(tail)[Symbol.asyncIterator]();
      const seen: Array<unknown> = [];
      const error = await caught(async () => {
        for (;;) seen.push((await iterator.next()).value);
      });
      expect(error).toMatchObject({ _tag: failed._tag, reason: failed.reason, shortMessage: failed.message });
      expect(seen.length).toBeGreaterThan(0);
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
      expect(counts.released).toBe(1);
    }
  });

  it("gives what a callback of the caller threw", async () => {
    const mine = new Error("mine");
    const { tail } = tailOf([], Stream.die(mine));
    await expect(collect(tail)).rejects.toBe(mine);
  });

  it("is released by a break", async () => {
    const { tail, counts } = tailOf([batch(0, 5)], Stream.never);
    for await (const line of tail) if (line === "line 1") break;
    for await (const each of tail.batches()) if (each.lines.length > 0) break;
    await expect.poll(() => counts.released).toBe(2);
  });

  it("settles a pending line at once when it is returned from", async () => {
    const { tail, counts } = tailOf([batch(0, 1)], Stream.never);
    const iterator = tail[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    const later = iterator.next();
    expect(await atOnce(iterator.return?.() ?? Promise.reject(new Error("no return")))).toEqual({
      done: true,
      value: undefined,
    });
    expect(await atOnce(pending)).toEqual({ done: true, value: undefined });
    expect(await atOnce(later)).toEqual({ done: true, value: undefined });
    expect(await atOnce(iterator.next())).toEqual({ done: true, value: undefined });
    await expect.poll(() => counts.released).toBe(1);
  });

  it("interrupts what a pending line waits for", async () => {
    let interrupted = 0;
    const waiting = Stream.fromEffect(Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++)));
    const { tail } = tailOf([batch(0, 1)], waiting);
    const iterator = tail.batches()[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    await iterator.return?.();
    await pending;
    await expect.poll(() => interrupted).toBe(1);
  });

  it("rejects with Aborted, the reason as cause and the position, when its signal fires", async () => {
    const controller = new AbortController();
    const { tail, counts } = tailOf([batch(0, 4)], Stream.never, controller.signal);
    const iterator = tail.batches()[Symbol.asyncIterator]();
    await iterator.next();
    const pending = caught(() => iterator.next());
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await atOnce(pending);
    expect(error).toMatchObject({ _tag: "Aborted", reason: "signal", cause: reason, position: position(4) });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await expect.poll(() => counts.released).toBe(1);
  });

  it("rejects the next line when its signal fired while nobody asked, and released it already", async () => {
    const controller = new AbortController();
    const { tail, counts } = tailOf([batch(0, 1), batch(1, 1)], Stream.never, controller.signal);
    const iterator = tail[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort();
    await expect.poll(() => counts.released).toBe(1);
    expect((await caught(() => iterator.next()))._tag).toBe("Aborted");
  });

  it("begins nothing when its signal had fired before, or is no signal", async () => {
    const { tail, counts } = tailOf([batch(0, 1)], Stream.never, AbortSignal.abort("early"));
    expect(await caught(() => collect(tail))).toMatchObject({ _tag: "Aborted", cause: "early" });
    const odd = tailOf([batch(0, 1)], Stream.never, {} as AbortSignal);
    expect(await caught(() => collect(odd.tail))).toMatchObject({ _tag: "InvalidRequest" });
    expect([counts.begun, odd.counts.begun]).toEqual([0, 0]);
  });

  it("is ended by the client's close, and not begun after it", async () => {
    const { tail, runner, counts } = tailOf([batch(0, 1)], Stream.never);
    const iterator = tail[Symbol.asyncIterator]();
    await iterator.next();
    const pending = caught(() => iterator.next());
    await atOnce(runner.close());
    expect(await atOnce(pending)).toMatchObject({ _tag: "Aborted", reason: "closed" });
    await expect.poll(() => counts.released).toBe(1);
    expect(await caught(() => collect(tail))).toMatchObject({ _tag: "Aborted", reason: "closed" });
    expect(counts.begun).toBe(1);
  });

  it("answers lines that are asked for at once in their order", async () => {
    const { tail } = tailOf([batch(0, 2), batch(2, 2), batch(4, 1)]);
    const iterator = tail[Symbol.asyncIterator]();
    const asked = Array.from({ length: 7 }, () => iterator.next());
    expect((await Promise.all(asked)).map((result) => result.value)).toEqual([
      "line 0",
      "line 1",
      "line 2",
      "line 3",
      "line 4",
      undefined,
      undefined,
    ]);
  });

  it("leaves no listener on a signal that outlives it", async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const { tail } = tailOf([batch(0, 2)], Stream.empty, signal);
    await collect(tail);
    await collect(tailOf([], Stream.fail(failed), signal).tail).catch(() => undefined);
    expect(listeners).toBe(0);
  });
});
