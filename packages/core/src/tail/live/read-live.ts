import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Option from "effect/Option";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { LiveAnswer, LiveMessage } from "../backend.ts";
import { LiveReader, type LiveSurroundings, type Left } from "./live-reader.ts";

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
      const reader = new LiveReader(surroundings, yield* monotonicMs);
      const left = yield* follow(reader, opened.success);
      return { ...left, newText: reader.newText };
    }),
  );

const follow = (reader: LiveReader, { pull: next }: LiveAnswer): Effect.Effect<Left, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    // The pull runs in its own fiber: an abandoned pull of an adapter would take its frames along.
    let pull: Fiber.Fiber<LiveMessage, JobwireError> | undefined;
    for (;;) {
      const now = yield* monotonicMs;
      // Whatever else arrives: heartbeats and known text show nothing about the job.
      const due = reader.due(now);
      if (due !== undefined) {
        const left = yield* due === "status" ? reader.readStatus() : reader.look();
        if (left !== undefined) return left;
        continue;
      }
      // Whole milliseconds, as timers use: a shorter sleep would end at once, again and again.
      const waitMs = Math.max(0, Math.ceil(reader.nextAt - now));
      // Messages that it cannot hold wait in the connection, which then stops reading.
      if (pull === undefined && !reader.full) pull = yield* Effect.forkScoped(next);
      const pulled =
        pull === undefined
          ? yield* Effect.as(Effect.sleep(waitMs), Option.none())
          : yield* Effect.timeoutOption(Effect.result(Fiber.join(pull)), waitMs);
      if (Option.isNone(pulled)) continue;
      pull = undefined;
      const message = pulled.value;
      const left: Left | undefined =
        message._tag === "Failure"
          ? { left: "failed", detail: message.failure.message, error: message.failure }
          : yield* reader.take(message.success);
      if (left === undefined) continue;
      // Lines without a known position are in the plain log; they come before the source's last report.
      if (reader.waits && left.left !== "complete") yield* reader.lastLook();
      return left;
    }
  });
