import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { BadResponse, type JobwireError } from "../errors.ts";
import { refusePage } from "../http/refuse-page.ts";
import { closedBecause } from "../http/text-frames.ts";
import type { LiveAnswer, LiveMessage } from "../tail/backend.ts";
import type { AgentApi } from "./api.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { EventTooLong } from "./line-splitter.ts";
import { liveMessages } from "./live-messages.ts";
import { StreamDecoder } from "./stream-decoder.ts";

/** The limit of one message, as of one event over HTTP. */
const maxMessageBytes = 64 * 1024 * 1024;
/**
 * Limits of unread messages. A socket that can pause needs little; the client closes one that cannot pause at its limit, and the tail
 * continues by another source.
 */
const highWater = { pausing: 512 * 1024, closing: 8 * 1024 * 1024 };

type Piece = ReturnType<typeof liveMessages>[number];

/** Messages one at a time, of pulls that may return several. */
const oneByOne = (pull: Effect.Effect<ReadonlyArray<Piece>, JobwireError>): LiveAnswer => {
  let ready: ReadonlyArray<Piece> = [];
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
    const decoder = new FrameDecoder();
    return oneByOne(
      Effect.map(pull, (next) =>
        "closed" in next
          ? [{ closed: closedBecause(next.closed) }]
          : liveMessages(
              label,
              next.frames.map((frame) => decoder.frame(frame)),
            ),
      ),
    );
  });
};

/** The tail by an HTTP response that stays open: an event stream, JSON lines or plain lines. The tail judges silence. */
export const agentStream = (api: AgentApi, id: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> => {
  const label = `log stream of job ${id} at ${api.address}`;
  const times = { headMs: api.http.times.headMs, idleMs: Number.POSITIVE_INFINITY };
  return Effect.map(api.http.stream(`/jobs/${encodeURIComponent(id)}/logs/stream/`, times), (received) => {
    const answer = refusePage(received, label);
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    const stream = new StreamDecoder(answer.headers["content-type"], new FrameDecoder());
    let ended = false;
    const read = (bytes: Uint8Array | undefined): ReadonlyArray<Piece> => {
      if (bytes !== undefined) return liveMessages(label, stream.push(utf8.decode(bytes, { stream: true })));
      ended = true;
      return liveMessages(label, [...stream.push(utf8.decode()), ...stream.end()]);
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
