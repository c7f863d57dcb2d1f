import * as Effect from "effect/Effect";
import { type JobwireError, NotReady } from "../../errors.ts";
import type { LogFile, TailBackend } from "../../tail/backend.ts";

/**
 * The sources of a log that only its file has. A tail reads the plain log when the file fails; this one fails like the file, so the
 * tail retries the file.
 */
export const onlyFile = (
  label: string,
  open: (view: { readonly lastLines?: number | undefined }) => LogFile,
): Required<Pick<TailBackend, "logFile" | "plain" | "refuses" | "replay">> => {
  let failure: JobwireError | undefined;
  const noting = <A, R>(read: Effect.Effect<A, JobwireError, R>): Effect.Effect<A, JobwireError, R> =>
    Effect.tapError(read, (error) =>
      Effect.sync(() => {
        failure = error;
      }),
    );
  return {
    logFile: (view = {}) => {
      const file = open(view);
      return {
        readFrom: (at, state) =>
          Effect.map(noting(file.readFrom(at, state)), (reading) => ({
            ...reading,
            next: (anchor) => noting(reading.next(anchor)),
          })),
        readEnd: file.readEnd,
        progress: file.progress,
      };
    },
    plain: Effect.suspend(() =>
      Effect.fail(failure ?? new NotReady({ message: `${label} has no log file yet`, reason: "no-file" })),
    ),
    refuses: () => false,
    replay: "always",
  };
};
