import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import { monotonicOf } from "../../monotonic.ts";
import type { LiveAnswer } from "../backend.ts";
import { makeMessageWait } from "./message-wait.ts";
import type { Left } from "./left.ts";
import { LiveReader } from "./live-reader.ts";
import type { LiveSurroundings } from "./live-surroundings.ts";

/** The result of following one live connection. */
export interface LiveReading extends Left {
  /** The tail received new text. */
  readonly newText: boolean;
}

/**
 * Follows the job's log by one live connection until another source must decide: drops the replay of received text, emits the rest,
 * and watches for events that a live source does not report: that the job ended, that the connection is dead, and that the position of
 * its text is no longer known.
 */
export const readLive = (
  source: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>,
  surroundings: LiveSurroundings,
): Effect.Effect<LiveReading, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* Effect.result(source);
      if (opened._tag === "Failure") {
        const error = opened.failure;
        return { left: "failed" as const, detail: error.message, error, newText: false };
      }
      const clock = yield* Clock.Clock;
      const now = (): number => monotonicOf(clock);
      const reader = new LiveReader(surroundings, now);
      const left = yield* follow(reader, opened.success, now);
      return { ...left, newText: reader.newText };
    }),
  );

const follow = (
  reader: LiveReader,
  answer: LiveAnswer,
  clock: () => number,
): Effect.Effect<Left, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const nextMessage = yield* makeMessageWait(answer);
    for (;;) {
      const now = clock();
      // Whatever else arrives: heartbeats and known text show nothing about the job.
      const due = reader.due(now);
      if (due !== undefined) {
        const left = yield* reader.check(due);
        if (left !== undefined) return left;
        continue;
      }
      const waitMs = Math.max(0, Math.ceil(reader.nextAt - now));
      if (reader.full) {
        // Messages that it cannot hold wait in the connection, which then stops reading.
        yield* Effect.sleep(waitMs);
        continue;
      }
      const message = yield* Effect.result(nextMessage(waitMs));
      let left: Left | undefined;
      if (message._tag === "Failure")
        left = { left: "failed", detail: message.failure.message, error: message.failure };
      else {
        const step = message.success && reader.take(message.success);
        if (step === undefined) continue;
        left = yield* step;
      }
      if (left === undefined) continue;
      // Lines without a known position are in the plain log; they come before the source's last report.
      if (reader.waits && left.left !== "complete") yield* reader.lastLook();
      return left;
    }
  });
