import * as Effect from "effect/Effect";
import type { TailSourceName, TailStatus } from "../options.ts";

/** Reports what one tail does to the caller, each change once. */
export class Reporter {
  readonly #onStatus: ((status: TailStatus) => void) | undefined;
  readonly #lines: () => number;
  #source: TailSourceName | undefined;
  #live = false;
  #resuming = false;

  /** @param lines the lines that the tail has yielded so far */
  constructor(onStatus: ((status: TailStatus) => void) | undefined, lines: () => number) {
    this.#onStatus = onStatus;
    this.#lines = lines;
  }

  /** Reports a status, if the caller wants any. An error that the callback throws ends the tail. */
  readonly report = (status: TailStatus): Effect.Effect<void> => {
    const onStatus = this.#onStatus;
    return onStatus === undefined ? Effect.void : Effect.sync(() => onStatus(status));
  };

  /** {@link Reporter.report}, or undefined when the caller wants no statuses. */
  get listener(): ((status: TailStatus) => Effect.Effect<void>) | undefined {
    return this.#onStatus === undefined ? undefined : this.report;
  }

  /** From now on the tail uses this source. */
  use(source: TailSourceName, reason: string): Effect.Effect<void> {
    if (this.#source === source) return Effect.void;
    const first = this.#source === undefined;
    this.#source = source;
    return this.report(first ? { type: "connecting", source } : { type: "source", source, reason });
  }

  /** {@link Reporter.live} has reported. */
  get isLive(): boolean {
    return this.#live;
  }

  /** The tail has yielded all text that the current source shows. */
  live(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const source = this.#source;
      if (this.#live || source === undefined) return Effect.void;
      this.#live = true;
      return this.report({ type: "live", source, lines: this.#lines() });
    });
  }

  /** Reading was interrupted; the next new text is a resumption. */
  resuming(): void {
    this.#resuming = true;
  }

  /** New text arrived from the current source, after the tail read this much again. Returns what is left to report. */
  resumed(rereadBytes: number): Effect.Effect<void> | undefined {
    const source = this.#source;
    if (!this.#resuming || source === undefined) return undefined;
    this.#resuming = false;
    return this.report({ type: "resumed", source, rereadBytes });
  }
}
