import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { BadResponse, type JobwireError } from "../errors.ts";
import { refusePage } from "../http/refuse-page.ts";
import type { SocketMessages } from "../http/http.ts";
import { closedBecause } from "../http/text-frames.ts";
import type { LiveAnswer, LiveMessage } from "../tail/backend.ts";
import type { AgentApi } from "./api.ts";
import { FrameReader } from "./frame-reader.ts";
import { EventTooLong } from "./line-splitter.ts";
import { LiveMessages, type LivePiece } from "./live-messages.ts";
import { StreamReader } from "./stream-reader.ts";

/** The limit of one message, as of one event over HTTP. */
const maxMessageBytes = 64 * 1024 * 1024;

/** Messages one at a time, of pulls that return several. They are made when the tail wants them; `failed` explains what that throws. */
const oneByOne = (failed: (cause: unknown) => JobwireError) => {
  let ready: Iterator<LivePiece> | undefined;
  /** The next message of the last pull, if it has one. */
  const next = (): Effect.Effect<LiveMessage, JobwireError> | undefined => {
    try {
      const piece: LivePiece | undefined = ready?.next().value;
      if (piece === undefined) return undefined;
      return "failed" in piece ? Effect.fail(piece.failed) : Effect.succeed(piece);
    } catch (cause) {
      return Effect.fail(failed(cause));
    }
  };
  /** The next message, of a further pull if the last one has no more; undefined when that brought nothing. */
  const within = <Pulled extends Iterable<LivePiece> | undefined>(
    pull: Effect.Effect<Pulled, JobwireError>,
  ): Effect.Effect<LiveMessage | (Pulled & undefined), JobwireError> =>
    Effect.suspend(
      () =>
        next() ??
        Effect.flatMap(pull, (pulled) => {
          if (pulled === undefined) return Effect.succeed(pulled as Pulled & undefined);
          ready = pulled[Symbol.iterator]();
          return within(pull);
        }),
    );
  return within;
};

/** The tail by WebSocket, on the same path as the plain log; text and binary messages alike. */
export const agentSocket = (api: AgentApi, id: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> => {
  const limits = { maxMessageBytes, highWaterBytes: api.http.buffers.socketBytes };
  return Effect.map(api.http.socket(`/jobs/${encodeURIComponent(id)}/logs/`, limits), ({ pull, pullWithin, label }) => {
    const reader = new FrameReader();
    const messageOf = oneByOne((cause) => unreadable(label, cause));
    const read = (next: SocketMessages<string | Uint8Array>): Iterable<LivePiece> =>
      "closed" in next
        ? [{ closed: closedBecause(next.closed) }]
        : reader.read("encoded" in next ? next.encoded : next.frames, new LiveMessages(label));
    return {
      pull: messageOf(Effect.map(pull, read)),
      pullWithin: (waitMs) => messageOf(Effect.map(pullWithin(waitMs), (next) => next && read(next))),
    };
  });
};

const unreadable = (label: string, cause: unknown): BadResponse => {
  const why = cause instanceof EventTooLong ? cause.message : "it could not be read";
  return new BadResponse({ message: `${label}: ${why}`, reason: "too-large", statusCode: 200, cause });
};

/** The tail by an HTTP response that stays open: an event stream, JSON lines or plain lines. The tail judges silence. */
export const agentStream = (api: AgentApi, id: string): Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> => {
  const label = `log stream of job ${id} at ${api.address}`;
  const times = { headMs: api.http.times.headMs, idleMs: Number.POSITIVE_INFINITY };
  return Effect.map(api.http.stream(`/jobs/${encodeURIComponent(id)}/logs/stream/`, times), (received) => {
    const answer = refusePage(received, label);
    const reader = new StreamReader(answer.headers["content-type"]);
    let ended = false;
    const read = (bytes: Uint8Array | undefined): Iterable<LivePiece> => {
      if (bytes !== undefined) return reader.read(bytes, new LiveMessages(label));
      ended = true;
      return reader.end(new LiveMessages(label));
    };
    const failed = (cause: unknown): JobwireError => unreadable(label, cause);
    const pull = Effect.suspend((): Effect.Effect<Iterable<LivePiece>, JobwireError> => {
      if (ended) return Effect.succeed([{ closed: "the stream ended" }]);
      return Effect.flatMap(answer.pull, (bytes) => Effect.try({ try: () => read(bytes), catch: failed }));
    });
    return { pull: oneByOne(failed)(pull) };
  });
};
