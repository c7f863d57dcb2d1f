import * as Effect from "effect/Effect";
import { monotonicMs } from "../../monotonic.ts";
import type { Step } from "../decide/command.ts";
import { betweenChecksMs } from "../lost-log.ts";

const minLookMs = 1_000;
const maxLookMs = 5_000;
/** Where each look reads much of the log again (a last line without an end, a log that repeats itself), looks cost no more than this. */
const rereadBytesPerMs = 4_096;
const maxRestMs = 60_000;

type Pause = Extract<Step, { readonly command: "pause" }>["for"];
type Pace = Extract<Step, { readonly command: "pace" }>["to"];

/** How long one tail waits between its looks at sources that do not report new text by themselves. */
export class Pacing {
  #lookMs = minLookMs;
  /** The size of the text that the last look read again, in bytes or units. */
  #reread = 0;
  /** Until then the tail reads only the job's status, not the file. */
  #restUntil = 0;

  /** The size of the text that the last look read again, in bytes or units. */
  get reread(): number {
    return this.#reread;
  }

  /** Records the size of the text that a look read again. */
  noteReread(amount: number): void {
    this.#reread = amount;
  }

  /** Whether the tail must still leave the file alone. */
  get isResting(): Effect.Effect<boolean> {
    return Effect.map(monotonicMs, (now) => now < this.#restUntil);
  }

  /** Leaves the file alone for a while, in proportion to the text that the last look read again. */
  restFile(): Effect.Effect<void> {
    return Effect.map(monotonicMs, (now) => {
      this.#restUntil = now + this.#restMs;
    });
  }

  /** Changes how long the next looks wait. */
  set(pace: Pace): void {
    const factor = pace === "slower" ? 1.5 : 1.1;
    this.#lookMs = pace === "fastest" ? minLookMs : Math.min(maxLookMs, Math.round(this.#lookMs * factor));
  }

  /** Waits. */
  pause(reason: Pause): Effect.Effect<void> {
    return Effect.suspend(() => Effect.sleep(this.#pauseMs(reason)));
  }

  get #restMs(): number {
    return Math.min(maxRestMs, this.#reread / rereadBytesPerMs);
  }

  #pauseMs(reason: Pause): number {
    switch (reason) {
      case "look":
        return this.#lookMs;
      case "plainLook":
        return Math.max(this.#lookMs, this.#restMs);
      case "slowLook":
        return Math.max(this.#lookMs, maxLookMs, this.#restMs);
      case "second":
        return minLookMs;
      case "checks":
        return betweenChecksMs;
    }
  }
}
