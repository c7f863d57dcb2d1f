import * as Effect from "effect/Effect";
import { monotonicMs } from "../../monotonic.ts";
import type { TailSourceName, TailStatus } from "../options.ts";

/** The first report comes after this time without progress, in milliseconds; each further one waits twice as long, up to the limit. */
const firstMs = 5_000;
const maxGapMs = 600_000;

type Waiting = Extract<TailStatus, { readonly type: "waiting" }>;

/** Reports that a tail makes no progress because the server limits the rate of its requests. */
export class WaitNotice {
  readonly #limited: () => string | undefined;
  readonly #report: (status: Waiting) => Effect.Effect<void>;
  #since: number | undefined;
  #dueMs = firstMs;

  /** @param limited why requests wait for their turn; undefined while they do not */
  constructor(limited: () => string | undefined, report: (status: Waiting) => Effect.Effect<void>) {
    this.#limited = limited;
    this.#report = report;
  }

  /** The tail read its log. */
  progress(): void {
    this.#since = undefined;
    this.#dueMs = firstMs;
  }

  /** The request, with reports while it waits. */
  during<A, E>(source: TailSourceName | "job", request: Effect.Effect<A, E>): Effect.Effect<A, E> {
    return Effect.suspend(() =>
      this.#limited() === undefined ? request : Effect.raceFirst(request, this.#reports(source)),
    );
  }

  #reports(source: TailSourceName | "job"): Effect.Effect<never> {
    return Effect.gen({ self: this }, function* () {
      this.#since ??= yield* monotonicMs;
      for (;;) {
        const waitedMs = (yield* monotonicMs) - this.#since;
        const reason = this.#limited();
        if (waitedMs < this.#dueMs) yield* Effect.sleep(Math.ceil(this.#dueMs - waitedMs));
        else {
          this.#dueMs += Math.min(this.#dueMs, maxGapMs);
          if (reason !== undefined)
            yield* this.#report({ type: "waiting", source, waitedMs: Math.round(waitedMs), reason });
        }
      }
    });
  }
}
