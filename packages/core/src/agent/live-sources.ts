import { Effect, type Scope } from "effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import { refusePage } from "../http/refuse-page.ts";
import { closedBecause } from "../http/text-frames.ts";
import type { LiveAnswer, LiveMessage } from "../tail/backend.ts";
import type { AgentApi } from "./api.ts";
import { FrameReader } from "./frame-reader.ts";
import { EventTooLong } from "./line-splitter.ts";
import { LiveMessages, type LivePiece } from "./live-messages.ts";
import { StreamReader } from "./stream-reader.ts";

/** The limit of one message, as of one event over HTTP. */
const maxMessageBytes = 64 * 1024 * 1024;
/**
 * Limits of unread messages. A socket that can pause needs little; the client closes one that cannot pause at its limit, and the tail
 * continues by another source.
 */
const highWater = { pausing: 512 * 1024, closing: 8 * 1024 * 1024 };

/** Messages one at a time, of pulls that may return several. */
const oneByOne = (pull: Effect.Effect<ReadonlyArray<LivePiece>, JobwireError>): LiveAnswer => {
  let ready: ReadonlyArray<LivePiece> = [];
  let at = 0;
  const next: Effect.Effect<LiveMessage, JobwireError> = Effect.suspend(() => {
    const piece = ready[at];
    if (piece === undefined)
      return Effect.flatMap(pull, (pieces) => {
        ready = pieces;
        at = 0;
        return next;
      });
    at += 1;
    return "failed" in piece ? Effect.fail(piece.failed) : Effect.succeed(piece);
  });
  return { pull: next };
};

/** The tail by WebSocket, on the same path as the plain log; text and binary messages alike. */
export const agentSocket = (api: AgentApi, id: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> => {
  const { capabilities } = api.http.adapter.runtime;
  const limits = {
    maxMessageBytes,
    highWaterBytes: capabilities.socketPause ? highWater.pausing : highWater.closing,
  };
  return Effect.map(api.http.socket(`/jobs/${encodeURIComponent(id)}/logs/`, limits), ({ pull, label }) => {
    const reader = new FrameReader();
    return oneByOne(
      Effect.map(pull, (next) => {
        if ("closed" in next) return [{ closed: closedBecause(next.closed) }];
        const messages = new LiveMessages(label);
        reader.read(next.frames, messages);
        return messages.all();
      }),
    );
  });
};

/** The tail by an HTTP response that stays open: an event stream, JSON lines or plain lines. The tail judges silence. */
export const agentStream = (api: AgentApi, id: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> => {
  const label = `log stream of job ${id} at ${api.address}`;
  const times = { headMs: api.http.times.headMs, idleMs: Number.POSITIVE_INFINITY };
  return Effect.map(api.http.stream(`/jobs/${encodeURIComponent(id)}/logs/stream/`, times), (received) => {
    const answer = refusePage(received, label);
    const reader = new StreamReader(answer.headers["content-type"]);
    let ended = false;
    const read = (bytes: Uint8Array | undefined): ReadonlyArray<LivePiece> => {
      const messages = new LiveMessages(label);
      if (bytes === undefined) {
        ended = true;
        reader.end(messages);
      } else reader.read(bytes, messages);
      return messages.all();
    };
    return oneByOne(
      Effect.suspend(() => {
        if (ended) return Effect.succeed([{ closed: "the stream ended" }]);
        return Effect.flatMap(answer.pull, (bytes) =>
          Effect.try({
            try: () => read(bytes),
            catch: (cause) => {
              const why = cause instanceof EventTooLong ? cause.message : "it could not be read";
              return new BadResponse({ message: `${label}: ${why}`, reason: "too-large", statusCode: 200, cause });
            },
          }),
        );
      }),
    );
  });
};
