import * as Effect from "effect/Effect";
import type * as Exit from "effect/Exit";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import { makeWaitLimit } from "../../wait-limit.ts";
import type { LiveAnswer, LiveMessage } from "../backend.ts";

/**
 * The next message of a live connection, or its failure; undefined when it does not arrive within this many milliseconds. Then a later
 * wait gets it. One wait at a time.
 */
export type MessageWait = (waitMs: number) => Effect.Effect<LiveMessage | undefined, JobwireError>;

/**
 * Waits for the messages of one live connection: as the source itself does, or else by one fiber that pulls for the whole connection,
 * since an interrupted pull would take its frames along. Nothing is pulled before it is wanted.
 */
export const makeMessageWait = (answer: LiveAnswer): Effect.Effect<MessageWait, never, Scope.Scope> =>
  answer.pullWithin === undefined ? pullingWait(answer) : Effect.succeed(answer.pullWithin);

const pullingWait = ({ pull }: LiveAnswer): Effect.Effect<MessageWait, never, Scope.Scope> =>
  Effect.gen(function* () {
    type Pulled = Exit.Exit<LiveMessage | undefined, JobwireError>;
    const limit = yield* makeWaitLimit;
    /** A message that arrived after its wait was over. */
    let arrived: Pulled | undefined;
    let waiting: ((pulled: Effect.Effect<LiveMessage | undefined, JobwireError>) => void) | undefined;
    let wanted = false;
    let pullNow: (() => void) | undefined;

    const settle = (pulled: Effect.Effect<LiveMessage | undefined, JobwireError>): void => {
      const resume = waiting;
      waiting = undefined;
      limit.end();
      resume?.(pulled);
    };
    const giveUp = (): void => settle(Effect.undefined);
    const pulling = Effect.gen(function* () {
      for (;;) {
        if (!wanted)
          yield* Effect.callback<void>((resume) => {
            pullNow = () => resume(Effect.void);
          });
        const pulled = yield* Effect.exit(pull);
        wanted = false;
        if (waiting === undefined) arrived = pulled;
        else settle(pulled);
      }
    });
    yield* Effect.forkScoped(pulling);
    return (waitMs) =>
      Effect.callback<LiveMessage | undefined, JobwireError>((resume) => {
        if (arrived !== undefined) {
          const pulled = arrived;
          arrived = undefined;
          return resume(pulled);
        }
        waiting = resume;
        limit.begin(waitMs, giveUp);
        wanted = true;
        const pullAgain = pullNow;
        pullNow = undefined;
        pullAgain?.();
        return Effect.sync(() => {
          waiting = undefined;
          limit.end();
        });
      });
  });
