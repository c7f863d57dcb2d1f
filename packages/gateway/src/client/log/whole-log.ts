import { type JobwireError, NotReady, StreamLimitExceeded } from "@jobwire/core/errors";
import type { PlainAnswer } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { GatewayLog } from "./gateway-log.ts";
import { OffsetLogFile } from "./log-file.ts";

/** The longest text that one string holds everywhere. */
const maxUnits = 268_435_456;

const nothingKnown = { bytes: new Uint8Array(0) };
const start = { bytes: 0, rawLines: 0, head: nothingKnown, tail: nothingKnown };

/** The whole log as text: as it is now, or to its proven end for a job that has ended. */
const openWholeLog = (log: GatewayLog, final: boolean): Effect.Effect<PlainAnswer, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const file = yield* new OffsetLogFile(log, false).readFrom(start, {
      final,
      ahead: false,
      aheadLines: 0,
    });
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    let ended = false;
    const pull: PlainAnswer["pull"] = Effect.gen(function* () {
      if (ended) return undefined;
      const next = yield* file.next(start);
      if (next instanceof Uint8Array) return utf8.decode(next, { stream: true });
      ended = true;
      if (next.ended) return utf8.decode();
      return yield* Effect.fail(
        new NotReady({
          message: `${log.label} has ended, and the gateway has not read its log to the end yet. Try again`,
          reason: "no-log",
        }),
      );
    });
    return { pull };
  });

/** The whole log as one string. */
export const readWholeLog = (log: GatewayLog, final: boolean): Effect.Effect<string, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { pull } = yield* openWholeLog(log, final);
      const parts: Array<string> = [];
      let units = 0;
      for (let part = yield* pull; part !== undefined; part = yield* pull) {
        parts.push(part);
        units += part.length;
        if (units <= maxUnits) continue;
        return yield* Effect.fail(
          new StreamLimitExceeded({
            message: `The log of ${log.label} is longer than ${maxUnits} characters. Follow it with tailLogs`,
            reason: "bytes",
          }),
        );
      }
      return parts.join("");
    }),
  );
