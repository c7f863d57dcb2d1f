import { type Cause, Clock, Effect, Queue, type Scope } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import type { TailBatch } from "../../../src/tail/options.ts";
import { TailText, type TextSettings } from "../../../src/tail/text/tail-text.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { orderedClock } from "../../support/ordered-clock.ts";
import { instantClock } from "../../support/instant-clock.ts";

/** More batches than any test makes. */
const enough = 1_000;

/** The text of one tail, and the queue of its consumer, who takes batches only when a test does. */
export interface OwnText {
  readonly text: TailText;
  /** The lines that wait for the consumer. */
  readonly taken: Effect.Effect<ReadonlyArray<string>>;
  /** Text that another source than the tested one returned. */
  readonly receive: (text: string) => Effect.Effect<boolean, JobwireError>;
}

/**
 * Runs a test in virtual time with a tail's text. `room`: the batches that may wait for the consumer; with less than the default, sleeps
 * end in the order of their times.
 */
export const withText = <A, E>(
  test: (own: OwnText) => Effect.Effect<A, E, Scope.Scope>,
  { room = enough, ...settings }: Partial<TextSettings> & { readonly room?: number } = {},
): Promise<A> =>
  Effect.gen(function* () {
    const queue = yield* Queue.bounded<TailBatch, JobwireError | Cause.Done>(room);
    const text = new TailText({ messages: "received", slowReaderMs: 5_000, ...settings }, queue, yield* Effect.scope);
    const taken = Effect.map(Effect.orDie(Queue.clear(queue)), (batches) => batches.flatMap(({ lines }) => lines));
    return yield* test({ text, taken, receive: (it) => text.take(new TextSession(text.cursor), it) });
  }).pipe(
    Effect.scoped,
    Effect.provideService(Clock.Clock, room < enough ? orderedClock() : instantClock()),
    Effect.runPromise,
  );
