import * as Effect from "effect/Effect";
import type * as Result from "effect/Result";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import { makeWaitLimit } from "../../wait-limit.ts";
import type { LiveAnswer, LiveMessage } from "../backend.ts";

/** The next message of a live connection, or its failure. */
export type Pulled = Result.Result<LiveMessage, JobwireError>;

/** Waits for the messages of one live connection. One wait at a time. */
export interface MessageWait {
  /** The next message; undefined when it does not arrive within this many milliseconds. Then a later wait gets it. */
  readonly next: (waitMs: number) => Effect.Effect<Pulled | undefined>;
}

/**
 * Pulls in one fiber for the whole connection, since an interrupted pull would take its frames along. Nothing is pulled before it is
 * wanted.
 */
export const makeMessageWait = ({ pull }: LiveAnswer): Effect.Effect<MessageWait, never, Scope.Scope> =>
  Effect.gen(function* () {
    const limit = yield* makeWaitLimit;
    /** A message that arrived after its wait was over. */
    let arrived: Pulled | undefined;
    let waiting: ((pulled: Pulled | undefined) => void) | undefined;
    let wanted = false;
    let pullNow: (() => void) | undefined;

    const settle = (pulled: Pulled | undefined): void => {
      const resume = waiting;
      waiting = undefined;
      limit.end();
      resume?.(pulled);
    };
    const giveUp = (): void => settle(undefined);
    const pulling = Effect.gen(function* () {
      for (;;) {
        if (!wanted)
          yield* Effect.callback<void>((resume) => {
            pullNow = () => resume(Effect.void);
          });
        const pulled = yield* Effect.result(pull);
        wanted = false;
        if (waiting === undefined) arrived = pulled;
        else settle(pulled);
      }
    });
    yield* Effect.forkScoped(pulling);
    return {
      next: (waitMs) =>
        Effect.callback<Pulled | undefined>((resume) => {
          if (arrived !== undefined) {
            const pulled = arrived;
            arrived = undefined;
            return resume(Effect.succeed(pulled));
          }
          waiting = (pulled) => resume(Effect.succeed(pulled));
          limit.begin(waitMs, giveUp);
          wanted = true;
          const pullAgain = pullNow;
          pullNow = undefined;
          pullAgain?.();
          return Effect.sync(() => {
            waiting = undefined;
            limit.end();
          });
        }),
    };
  });
