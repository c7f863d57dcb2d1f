import * as Clock from "effect/Clock";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import { Timeout } from "../errors.ts";
import { monotonicOf } from "../monotonic.ts";

/** A body that moves at least this fast may exceed the limit, however large it is. */
const minBytesPerSecond = 100_000;

/** The milliseconds that a body of this size adds to a limit. */
export const transferMs = (bytes: number): number => Math.ceil((bytes / minBytesPerSecond) * 1000);

/** The limit of each request of the current call, if it has its own; otherwise the client's `requestMs` applies. */
export const callTimeoutMs: Context.Reference<number | undefined> = Context.Reference<number | undefined>(
  "@jobwire/core/callTimeoutMs",
  { defaultValue: () => undefined },
);

/** The time limit of one exchange with its redirects, a renewed token and the body of an error. */
export interface TotalLimit {
  /** The milliseconds left after this many bytes of the response. */
  readonly leftMs: (received: number) => number;
  readonly timeout: () => Timeout;
}

/** Starts a limit now; `label` names the request, and `extraMs` is the additional time that this request may take. */
export const startTotalLimit = (label: string, requestMs: number, extraMs: number): Effect.Effect<TotalLimit> =>
  Effect.map(Clock.Clock, (clock) => {
    const start = monotonicOf(clock);
    return {
      leftMs: (received) => start + requestMs + extraMs + transferMs(received) - monotonicOf(clock),
      timeout: () =>
        new Timeout({
          message: `${label}: the response was not complete within ${requestMs} ms (requestMs)${extraMs < 1_000 ? "" : ` plus ${extraMs} ms of additional time for this request`}. The server is very slow or never stops sending. Set a higher requestMs if it needs that long`,
          reason: "request",
        }),
    };
  });
