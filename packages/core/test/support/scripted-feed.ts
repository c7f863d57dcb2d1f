import { Effect } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { LiveMessage, TailBackend } from "../../src/tail/backend.ts";

/** One step of a live connection: a pause, a message, or its failure. */
export interface FeedStep {
  readonly afterMs?: number;
  readonly message?: LiveMessage;
  readonly failWith?: JobwireError;
}

export interface FeedRequest {
  readonly kind: "job" | "plain" | "live";
  /** 0 for the first of its kind. */
  readonly index: number;
  /** Units that live connections had handed over before. */
  readonly sent: number;
}

export interface FeedScript {
  /** The plain log at its nth reading, or why there is none. */
  readonly plain: (nth: number) => string | JobwireError;
  readonly terminal: (nthStatus: number) => boolean;
  /** The steps of the nth live connection; after the last one it is silent. */
  readonly live: (nth: number) => Iterable<FeedStep>;
  readonly plainPiece?: number;
}

/** A server without a log file whose sources a test writes itself, and what the tail took of them. */
export interface ScriptedFeed {
  readonly backend: TailBackend;
  readonly requests: Array<FeedRequest>;
  /** Units of text that live connections handed over. */
  readonly sent: () => number;
  /** Units that plain logs handed over. */
  readonly plainUnits: () => number;
}

const unitsOf = (message: LiveMessage): number => {
  if ("frames" in message) return message.frames.reduce((units, frame) => units + frame.length, 0);
  return "maybe" in message ? message.maybe.length * message.count : 0;
};

export const scriptedFeed = (script: FeedScript): ScriptedFeed => {
  const requests: Array<FeedRequest> = [];
  let sent = 0;
  let plainUnits = 0;
  const seen = (kind: FeedRequest["kind"]): number => {
    if (requests.length > 5_000) throw new Error("a storm of requests");
    const index = requests.filter((request) => request.kind === kind).length;
    requests.push({ kind, index, sent });
    return index;
  };
  return {
    requests,
    sent: () => sent,
    plainUnits: () => plainUnits,
    backend: {
      label: "job x",
      replay: "unknown",
      refuses: (error) => error._tag === "Unauthorized",
      job: Effect.sync(() => {
        const terminal = script.terminal(seen("job"));
        return { status: terminal ? "SUCCEEDED" : "RUNNING", terminal, message: null };
      }),
      stream: Effect.sync(() => {
        const steps = script.live(seen("live"))[Symbol.iterator]();
        const pull: Effect.Effect<LiveMessage, JobwireError> = Effect.suspend(() => {
          const { value: step, done } = steps.next();
          if (done === true) return Effect.never;
          const { message, failWith } = step;
          const next =
            failWith !== undefined
              ? Effect.fail(failWith)
              : message === undefined
                ? pull
                : Effect.sync(() => {
                    sent += unitsOf(message);
                    return message;
                  });
          return step.afterMs === undefined ? next : Effect.andThen(Effect.sleep(step.afterMs), next);
        });
        return { pull };
      }),
      plain: Effect.suspend(() => {
        const text = script.plain(seen("plain"));
        if (typeof text !== "string") return Effect.fail(text);
        const piece = script.plainPiece ?? 4096;
        let at = 0;
        return Effect.succeed({
          pull: Effect.sync(() => {
            if (at >= text.length) return undefined;
            const next = text.slice(at, at + piece);
            at += piece;
            plainUnits += next.length;
            return next;
          }),
        });
      }),
    },
  };
};
