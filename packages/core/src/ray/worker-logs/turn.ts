import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { OpenLogFile } from "../log-file/read-beginning.ts";

/** The end of a job, with or without an error, only ends a wait. */
const nothing = { onFailure: () => undefined, onSuccess: () => undefined };

/** A log that stays quiet is read after 2, 4, 8, … seconds. */
const firstQuietMs = 2_000;
/** All quiet logs together cost about four requests a second, as far as each is read once a minute. In milliseconds. */
const quietMs = { least: 5_000, most: 60_000, eachLog: 250 };

/** When one of many logs is read next: soon while it grows, and less and less often while it does not. */
export class Turn {
  readonly #logs: () => number;
  readonly #ended: Deferred.Deferred<void, JobwireError>;
  #quietMs = 0;
  #readAt: number | undefined;
  /** Bytes in the last response. */
  #bytes = 0;
  #lastBytes = -1;

  /**
   * @param ended done once the job has ended: then every log is read at once
   * @param logs the number of logs that are followed
   */
  constructor(ended: Deferred.Deferred<void, JobwireError>, logs: () => number) {
    this.#ended = ended;
    this.#logs = logs;
  }

  /** Waits until the log should be read. */
  readonly wait: Effect.Effect<void> = Effect.suspend(() => {
    if (this.#readAt === undefined) return Effect.void;
    const readAt = this.#readAt;
    const mostMs = Math.min(quietMs.most, Math.max(quietMs.least, this.#logs() * quietMs.eachLog));
    const isQuiet = this.#bytes === this.#lastBytes;
    this.#quietMs = isQuiet ? Math.min(mostMs, Math.max(firstQuietMs, this.#quietMs * 2)) : 0;
    this.#lastBytes = this.#bytes;
    const due = readAt + this.#quietMs;
    return Effect.flatMap(monotonicMs, (now) =>
      now >= due ? Effect.void : Effect.match(Effect.timeoutOption(Deferred.await(this.#ended), due - now), nothing),
    );
  });

  /** Opens the log, and notes how much of it arrives. */
  noting(open: OpenLogFile): OpenLogFile {
    return (lines) =>
      Effect.gen({ self: this }, function* () {
        this.#readAt = yield* monotonicMs;
        this.#bytes = 0;
        const answer = yield* open(lines);
        return {
          pull: Effect.tap(answer.pull, (piece) =>
            Effect.sync(() => {
              this.#bytes += piece?.length ?? 0;
            }),
          ),
        };
      });
  }
}
