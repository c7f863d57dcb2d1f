import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { EmptyLog, LogLoss, TailBackend } from "../backend.ts";
import { isRefusal } from "./classify.ts";
import { Refusal } from "./refusal.ts";

/** The tail may use the result of a check again for this long, in milliseconds. */
const checkEveryMs = 5_000;

/** The server's last evidence about whether the log is lost or empty. */
export class Evidence {
  readonly #backend: Pick<TailBackend, "lost" | "emptyLog">;
  #loss: LogLoss | undefined;
  #nextCheckAt = Number.NEGATIVE_INFINITY;
  readonly #refusal = new Refusal();

  constructor(backend: Pick<TailBackend, "lost" | "emptyLog">) {
    this.#backend = backend;
  }

  /** Why the log seems lost, by the last check. */
  get loss(): LogLoss | undefined {
    return this.#loss;
  }

  /**
   * Checks whether the log is lost. A check that fails proves nothing, and one that is refused is not repeated for a while. `fresh:
   * false` accepts a result of the last seconds.
   */
  checkLoss(fresh: boolean): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      const { lost } = this.#backend;
      if (lost === undefined) return false;
      const now = yield* monotonicMs;
      if (!fresh && now < this.#nextCheckAt) return this.#loss !== undefined;
      if (!this.#refusal.mayAsk(now)) return false;
      const checked = yield* Effect.result(lost);
      this.#loss = checked._tag === "Success" ? checked.success : undefined;
      if (checked._tag === "Failure" && isRefusal(checked.failure)) this.#refusal.refused(now);
      else this.#refusal.passed();
      this.#nextCheckAt = (yield* monotonicMs) + checkEveryMs;
      return this.#loss !== undefined;
    });
  }

  /** Ends when the log seems lost; checks now and then. Never ends for a server that cannot show a loss. */
  get untilLost(): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      if (this.#backend.lost === undefined) return yield* Effect.never;
      do yield* Effect.sleep(checkEveryMs);
      while (!(yield* this.checkLoss(true)));
    });
  }

  /** Checks whether the log is empty. */
  checkEmpty(): Effect.Effect<EmptyLog, JobwireError> {
    return Effect.tap(this.#backend.emptyLog ?? Effect.succeed("empty" as const), (proof) =>
      Effect.sync(() => {
        if (typeof proof !== "string") this.#loss = proof;
      }),
    );
  }
}
