import { Clock, Context, Effect } from "effect";
import { Timeout } from "../errors.ts";
import { monotonicOf } from "../monotonic.ts";

/** A body that moves at least this fast may take longer than the limit, however large it is. */
const slowestBytesPerSecond = 100_000;

/** Milliseconds that a body of this size adds to a limit. */
export const transferMs = (bytes: number): number => Math.ceil((bytes / slowestBytesPerSecond) * 1000);

/** The `totalMs` of the call that a request belongs to, where the call has its own; otherwise the client's counts. */
export const callTotalMs: Context.Reference<number | undefined> = Context.Reference<number | undefined>(
  "@jobwire/core/callTotalMs",
  { defaultValue: () => undefined },
);

/** When one exchange must be over: redirects, a renewed token and the body of an error are part of it. */
export interface TotalLimit {
  /** Milliseconds that are left when this many bytes of the response came. */
  readonly leftMs: (received: number) => number;
  readonly timeout: () => Timeout;
}

/** A limit that begins now; `label` says what was asked of whom, `extraMs` is what this request may take longer than others. */
export const startTotalLimit = (label: string, totalMs: number, extraMs: number): Effect.Effect<TotalLimit> =>
  Effect.map(Clock.Clock, (clock) => {
    const start = monotonicOf(clock);
    return {
      leftMs: (received) => start + totalMs + extraMs + transferMs(received) - monotonicOf(clock),
      timeout: () =>
        new Timeout({
          message: `${label}: the response was not complete within ${totalMs} ms (totalMs)${extraMs < 1_000 ? "" : ` and ${extraMs} ms that this request has beyond that`}. The server is very slow or sends without end; set a higher totalMs if it needs that long`,
          reason: "total",
        }),
    };
  });
