import { type JobwireError, NotReady } from "@jobwire/core/errors";
import type { LogFile, TailJob, TailPlan } from "@jobwire/core/backend";
import * as Effect from "effect/Effect";
import type { GatewayLog } from "./gateway-log.ts";
import { lineStart } from "./line-start.ts";
import { OffsetLogFile } from "./log-file.ts";

/** A tail of a log by its offsets, which need no other source. */
export const tailPlan = (
  log: GatewayLog,
  job: Effect.Effect<TailJob, JobwireError>,
  { follow = true }: { readonly follow?: boolean | undefined },
): TailPlan => {
  let failure: JobwireError | undefined;
  const noted = <A, R>(read: Effect.Effect<A, JobwireError, R>): Effect.Effect<A, JobwireError, R> =>
    Effect.tapError(read, (error) => Effect.sync(() => (failure = error)));
  const logFile = (): LogFile => {
    const file = new OffsetLogFile(log, follow);
    return {
      readFrom: (anchor, state) =>
        noted(
          Effect.map(file.readFrom(anchor, state), (reading) => ({
            ...reading,
            next: (at) => noted(reading.next(at)),
          })),
        ),
      readEnd: () => file.readEnd(),
      progress: () => file.progress(),
    };
  };
  return {
    backend: {
      label: log.label,
      job,
      onlyFile: true,
      lineStart: (lastLines) => lineStart(log, lastLines),
      logFile,
      replay: "always",
      plain: Effect.suspend(() =>
        Effect.fail(failure ?? new NotReady({ message: `${log.label}: the log was not read yet`, reason: "no-log" })),
      ),
      refuses: (error) => error._tag === "Unauthorized" || error._tag === "Forbidden",
    },
  };
};
