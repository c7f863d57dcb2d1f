import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type * as Fiber from "effect/Fiber";
import * as Pull from "effect/Pull";
import * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { errorAt } from "../call-site/error-at.ts";
import { Aborted, type JobwireError } from "../errors.ts";
import { abortedBy, abortedByClose, checkSignal, type Runner } from "./runner.ts";
import type { TailPosition } from "../tail/position.ts";

const done: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * One run of a stream of batches as an async iterator. Nothing starts before the first `next()`. `return()`, an abort and the
 * client's close settle whatever is pending at once and release the run, whether or not the consumer calls `next()` again.
 */
export const iterateBatches = <Batch>(
  stream: Stream.Stream<Batch, JobwireError>,
  runner: Runner,
  signal: AbortSignal | undefined,
  /** The exact position after a batch, for the error of an abort. */
  positionOf: (batch: Batch) => TailPosition | undefined = () => undefined,
): AsyncIterator<Batch, undefined> => {
  type Step = IteratorResult<Batch, undefined>;
  const scope = Scope.makeUnsafe();
  /** Once for the iteration, never for a batch or a line. */
  const site = runner.callSite();
  let started = false;
  /** One fiber reads for the whole run: a fiber for each pull took a fifth of a fast tail's time. */
  let fiber: Fiber.Fiber<unknown, unknown> | undefined;
  /** Lets the fiber pull again. */
  let pullAgain: (() => void) | undefined;
  let ready: ReadonlyArray<Batch> = [];
  let at = 0;
  /** The last batch. It makes its position only when it is read. */
  let given: Batch | undefined;
  /** How it ended, once it did: the iterator throws a failure only once. */
  let over: { failure: unknown } | undefined;
  /** Settles the `next()` that waits. */
  let waiting: { readonly resolve: (step: Step) => void; readonly reject: (failure: unknown) => void } | undefined;
  /** Calls of `next()` that came while one was waiting, and the last of them. */
  let queued = 0;
  let last: Promise<unknown> = Promise.resolve();
  let watching: (() => void) | undefined;

  const finish = (ended: unknown): void => {
    if (over !== undefined) return;
    const failure = ended === undefined ? undefined : errorAt(ended, site);
    over = { failure };
    watching?.();
    ready = [];
    fiber?.interruptUnsafe();
    // All finalizers of a run are synchronous, so the release needs no waiting; a defect in one is reported by the runtime.
    Effect.runFork(Scope.close(scope, Exit.void));
    const pending = waiting;
    waiting = undefined;
    if (pending === undefined) return;
    over.failure = undefined;
    if (failure === undefined) pending.resolve(done);
    else pending.reject(failure);
  };

  const aborted = (error: Aborted): Aborted => {
    // Exact only between batches: the lines of a batch count as yielded once the consumer has the batch.
    if (given !== undefined) error.position = positionOf(given);
    return error;
  };

  const watch = (): void => {
    const onAbort = (): void => finish(signal === undefined ? undefined : aborted(abortedBy(signal)));
    signal?.addEventListener("abort", onAbort, { once: true });
    const forget = runner.onClose(() => finish(aborted(abortedByClose())));
    watching = () => {
      signal?.removeEventListener("abort", onAbort);
      forget();
    };
  };

  const start = (): void => {
    const problem = checkSignal(signal);
    if (problem !== undefined) return finish(problem);
    if (signal?.aborted === true) return finish(abortedBy(signal));
    if (runner.closed()) return finish(abortedByClose());
    watch();
    fiber = Effect.runFork(Scope.provide(reading, scope));
    fiber.addObserver((exit) => {
      if (Exit.isFailure(exit)) finish(Pull.isDoneCause(exit.cause) ? undefined : Cause.squash(exit.cause));
    });
  };

  /** Reads on whenever the consumer wants more than it has. */
  const reading = Effect.gen(function* () {
    const pull = yield* Stream.toPull(stream);
    for (;;) {
      const batches: ReadonlyArray<Batch> = yield* pull;
      if (over !== undefined) return;
      ready = batches;
      at = 0;
      const pending = waiting;
      waiting = undefined;
      pending?.resolve(take() ?? done);
      yield* Effect.callback<void>((resume) => {
        // The consumer may have asked already, while the promise was settled.
        if (waiting !== undefined) resume(Effect.void);
        else pullAgain = () => resume(Effect.void);
      });
    }
  });

  const take = (): Step | undefined => {
    const batch = ready[at];
    if (batch === undefined) return undefined;
    at += 1;
    given = batch;
    return { done: false, value: batch };
  };

  const step = (): Promise<Step> => {
    if (over === undefined && !started) {
      started = true;
      start();
    }
    const batch = take();
    if (batch !== undefined) return Promise.resolve(batch);
    if (over !== undefined) {
      const { failure } = over;
      over.failure = undefined;
      return failure === undefined ? Promise.resolve(done) : Promise.reject(failure as Error);
    }
    return new Promise<Step>((resolve, reject) => {
      waiting = { resolve, reject };
      const again = pullAgain;
      pullAgain = undefined;
      again?.();
    });
  };

  const next = (): Promise<Step> => {
    if (waiting === undefined && queued === 0) {
      const first = step();
      last = first;
      return first;
    }
    queued += 1;
    const turn = (): Promise<Step> => {
      queued -= 1;
      return step();
    };
    const later = last.then(turn, turn);
    last = later;
    return later;
  };

  return {
    next,
    return: () => {
      finish(undefined);
      return Promise.resolve(done);
    },
  };
};
