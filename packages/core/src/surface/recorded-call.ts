import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { CallRecord, callRecord } from "../http/call-record.ts";
import { monotonicMs } from "../monotonic.ts";
import type { CallOptions } from "./options.ts";

/**
 * The effect of a call with a record of its requests: for `onResponse`, which gets the last response when the call ends, and for a log,
 * whose entries then count the requests of the call.
 */
export const recorded =
  (onResponse: CallOptions["onResponse"]) =>
  <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
    Effect.flatMap(monotonicMs, (began) => {
      const record = new CallRecord();
      const report = Effect.map(monotonicMs, (now) => {
        const { response, requests } = record;
        if (response === undefined) return;
        onResponse?.({ ...response, attempts: requests, durationMs: Math.round(now - began) });
      });
      return Effect.provideService(effect, callRecord, record).pipe(
        Effect.tap(() => report),
        Effect.tapError(() => report),
      );
    });
