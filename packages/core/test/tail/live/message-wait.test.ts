import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { describe, expect, it } from "vitest";
import { ConnectionFailed, type JobwireError } from "../../../src/errors.ts";
import type { LiveAnswer, LiveMessage } from "../../../src/tail/backend.ts";
import { makeMessageWait, type MessageWait } from "../../../src/tail/live/message-wait.ts";

/** A connection whose messages the test sends. */
const connection = () => {
  let pulls = 0;
  let resumed: ((message: Effect.Effect<LiveMessage, JobwireError>) => void) | undefined;
  const pull = Effect.callback<LiveMessage, JobwireError>((resume) => {
    pulls += 1;
    resumed = resume;
  });
  const send = (text: string): void => resumed?.(Effect.succeed({ frames: [text] }));
  const fail = (error: JobwireError): void => resumed?.(Effect.fail(error));
  return { pull, send, fail, pulls: () => pulls };
};

const waiting = <A>(made: LiveAnswer, program: (nextMessage: MessageWait) => Effect.Effect<A, unknown>): Promise<A> =>
  Effect.flatMap(makeMessageWait(made), program).pipe(
    Effect.scoped,
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  );

const message = (text: string): LiveMessage => ({ frames: [text] });

describe("the wait for a message", () => {
  it("pulls only when a message is wanted, once for each", () => {
    const made = connection();
    return waiting(made, (nextMessage) =>
      Effect.gen(function* () {
        yield* TestClock.adjust(1_000);
        expect(made.pulls()).toBe(0);
        for (const text of ["a", "b"]) {
          const next = yield* Effect.forkChild(nextMessage(1_000));
          yield* TestClock.adjust(10);
          made.send(text);
          expect(yield* Fiber.join(next)).toEqual(message(text));
        }
        yield* TestClock.adjust(1_000);
        expect(made.pulls()).toBe(2);
      }),
    );
  });

  it("ends after its time, and a later one gets the message", () => {
    const made = connection();
    return waiting(made, (nextMessage) =>
      Effect.gen(function* () {
        const next = yield* Effect.forkChild(nextMessage(1_000));
        yield* TestClock.adjust(1_000);
        expect(yield* Fiber.join(next)).toBeUndefined();
        made.send("late");
        yield* TestClock.adjust(0);
        expect(yield* nextMessage(0)).toEqual(message("late"));
        expect(made.pulls()).toBe(1);
      }),
    );
  });

  it("that is interrupted loses no message", () => {
    const made = connection();
    return waiting(made, (nextMessage) =>
      Effect.gen(function* () {
        const next = yield* Effect.forkChild(nextMessage(1_000));
        yield* TestClock.adjust(10);
        yield* Fiber.interrupt(next);
        made.send("kept");
        yield* TestClock.adjust(5_000);
        expect(yield* nextMessage(1_000)).toEqual(message("kept"));
      }),
    );
  });

  it("is the source's own, where it has one", () => {
    const pullWithin = (waitMs: number) => Effect.succeed(message(`within ${waitMs}`));
    return waiting({ ...connection(), pullWithin }, (nextMessage) =>
      Effect.gen(function* () {
        expect(yield* nextMessage(70)).toEqual(message("within 70"));
      }),
    );
  });

  it("gets the connection's failure", () => {
    const made = connection();
    return waiting(made, (nextMessage) =>
      Effect.gen(function* () {
        const next = yield* Effect.forkChild(nextMessage(1_000));
        yield* TestClock.adjust(10);
        const error = new ConnectionFailed({ message: "lost", reason: "reset" });
        made.fail(error);
        expect(yield* Effect.flip(Fiber.join(next))).toBe(error);
      }),
    );
  });
});
