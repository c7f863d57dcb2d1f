import type { EventPage, JobEvent, JobEvents } from "@jobwire/core";
import { BadResponse, type JobwireError, Timeout } from "@jobwire/core/errors";
import { checked, type Http, type RetryBudget, retrying } from "@jobwire/core/backend";
import { type StreamTimes } from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import { type LiveStream, openLive } from "./live-stream.ts";
import { stateOfHeaders, type StreamState } from "./stream-state.ts";

/** The events of one job at a gateway. */
export interface GatewayEvents {
  readonly http: Http;
  /** The name of the job in messages. */
  readonly label: string;
  readonly jobId: string;
  /** The path of its events below the gateway's address. */
  readonly path: string;
  /** Limits of each request of the events, in milliseconds. */
  readonly times: StreamTimes;
}

interface Part {
  readonly events: ReadonlyArray<JobEvent>;
  readonly state: StreamState;
}

const maxBytes = 64 * 1024 * 1024;

const parse = (label: string, text: string): ReadonlyArray<JobEvent> => {
  try {
    const events: unknown = text === "" ? [] : JSON.parse(text);
    if (Array.isArray(events)) return events as ReadonlyArray<JobEvent>;
  } catch {
    // Reported below.
  }
  throw new BadResponse({ message: `${label}: the events are no JSON array`, reason: "json", statusCode: 200 });
};

const pathAt = (path: string, offset: string): string =>
  offset === "" ? path : `${path}?offset=${encodeURIComponent(offset)}`;

/** The events from an offset on that there are now, at most a chunk of them. */
const readPart = ({ http, label, path, times }: GatewayEvents, offset: string): Effect.Effect<Part, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const answer = yield* http.stream(pathAt(path, offset), times);
      const state = yield* checked(() => stateOfHeaders(label, answer.headers));
      const utf8 = new TextDecoder();
      let text = "";
      let bytes = 0;
      for (let piece = yield* answer.pull; piece !== undefined; piece = yield* answer.pull) {
        bytes += piece.byteLength;
        if (bytes > maxBytes) {
          return yield* Effect.fail(
            new BadResponse({ message: `${label}: a page of events is above 64 MiB`, reason: "too-large" }),
          );
        }
        text += utf8.decode(piece, { stream: true });
      }
      const events = yield* checked(() => parse(label, text + utf8.decode()));
      return { events, state };
    }),
  );

/** One page of events; the token is the offset of the next page, null when no further page is ready. */
export const readEventPage = (source: GatewayEvents, offset: string): Effect.Effect<JobEvents, JobwireError> =>
  Effect.map(readPart(source, offset), ({ events, state }) => ({
    events,
    continuationToken: state.upToDate ? null : state.next,
  }));

/** All events from an offset to the job's end, each once. Failures that may pass are retried for `retryForMs`. */
export const streamEvents = (
  source: GatewayEvents,
  from: string,
  limits: {
    readonly budget: RetryBudget;
    readonly retryForMs: number;
    readonly pollIntervalMs: number;
    readonly timeoutMs: number | undefined;
  },
): Stream.Stream<EventPage, JobwireError> =>
  Stream.unwrap(
    Effect.map(Effect.scope, (parent) => {
      const { http, label, path, times } = source;
      const { budget, retryForMs, pollIntervalMs, timeoutMs } = limits;
      const startedAt = performance.now();
      let offset = from;
      let caughtUp = false;
      let closed = false;
      let connection: { readonly live: LiveStream; readonly scope: Scope.Closeable; readonly from: string } | undefined;
      const leave = Effect.suspend(() => {
        const left = connection;
        connection = undefined;
        return left === undefined ? Effect.void : Scope.close(left.scope, Exit.void);
      });
      const open = Effect.gen(function* () {
        const scope = yield* Scope.fork(parent);
        const at = `${path}?offset=${encodeURIComponent(offset === "" ? "-1" : offset)}&live=sse`;
        return { live: yield* Scope.provide(openLive(http, label, at, times), scope), scope, from: offset };
      });
      /** The next part of the followed stream; undefined when the response ended or failed: a read of what there is comes next. */
      const followed: Effect.Effect<Part | undefined, JobwireError> = Effect.gen(function* () {
        const current = (connection ??= yield* open);
        const part = yield* current.live.pull;
        if (part === undefined) return undefined;
        return { events: yield* checked(() => parse(label, part.text)), state: part.state };
      }).pipe(Effect.catch(() => Effect.undefined));
      const next: Effect.Effect<readonly [EventPage, undefined] | undefined, JobwireError> = Effect.gen(function* () {
        while (!closed) {
          let part: Part | undefined;
          if (caughtUp) {
            part = yield* followed;
            if (part === undefined) {
              const isNew = connection === undefined || connection.from === offset;
              yield* leave;
              caughtUp = false;
              // A response that brought nothing is not followed by another one at once.
              if (isNew) yield* Effect.sleep(pollIntervalMs);
              continue;
            }
          } else part = yield* retrying({ budget, forMs: retryForMs, policy: "reasoner" })(readPart(source, offset));
          offset = part.state.next;
          closed = part.state.closed;
          caughtUp ||= part.state.upToDate;
          if (part.events.length > 0) {
            return [{ events: part.events, position: { token: offset, given: 0 } }, undefined] as const;
          }
        }
        return undefined;
      });
      const late = new Timeout({
        message: `${label}: the events did not end within ${timeoutMs} ms (timeoutMs). The job may still run. Continue from the last position, or set a higher timeoutMs`,
        reason: "deadline",
        jobId: source.jobId,
      });
      return Stream.unfold(undefined, () =>
        timeoutMs === undefined
          ? next
          : Effect.timeoutOrElse(next, {
              duration: Math.max(0, startedAt + timeoutMs - performance.now()),
              orElse: () => Effect.fail(late),
            }),
      );
    }),
  );
