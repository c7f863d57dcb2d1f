import { Clock, Effect, type Scope } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import { makeTailText, type TailText, type TextSettings } from "../../../src/tail/text/tail-text.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { orderedClock } from "../../support/ordered-clock.ts";
import { capacityOf, takeWaiting } from "../text/take-waiting.ts";
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
    const capacity = capacityOf(room);
    const text = yield* makeTailText({
      messages: "received",
      slowReaderMs: 5_000,
      tail: undefined,
      capacity,
      ...settings,
    });
    const taken = Effect.map(Effect.orDie(takeWaiting(text.batches)), (batches) =>
      batches.flatMap(({ lines }) => lines),
    );
    return yield* test({ text, taken, receive: (it) => text.take(new TextSession(text.cursor), it) });
  }).pipe(
    Effect.scoped,
    Effect.provideService(Clock.Clock, room < enough ? orderedClock() : instantClock()),
    Effect.runPromise,
  );
