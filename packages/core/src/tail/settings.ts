import type { RetryBudget } from "../retry/retry-budget.ts";
import type { TailOptions } from "./options.ts";

/** The sizes and times that shape a tail's requests; tests make them small so that short logs take the paths of long ones. */
export interface TailTuning {
  /** The most bytes that are taken from a slow reader's connection before it is closed, and read by socket between two anchors. */
  readonly heldBytes: number;
  /** A reader that kept a connection waiting for this long in all gives its slot back: Ray has 100 of them for everybody. */
  readonly slowReaderMs: number;
  /**
   * A log of up to this many UTF-16 units is followed by socket, which replays it at each connection; a longer one by reading the
   * file again and again.
   */
  readonly socketUnits: number;
}

/** The tuning for real servers. A replay of 16 MiB took Ray 2.60 0.6 s. */
export const realTuning: TailTuning = {
  heldBytes: 4 * 1024 * 1024,
  slowReaderMs: 5_000,
  socketUnits: 16 * 1024 * 1024,
};

/** Options with their defaults, times in milliseconds. */
export interface TailSettings extends TailOptions {
  readonly idleMs: number;
  readonly retryForMs: number;
  readonly pollIntervalMs: number;
  /** When a last try must begin, by the monotonic clock: just before the tail's deadline. */
  readonly lastTryAt?: number;
  /** The client's: its tails' retries count like its calls'. */
  readonly budget: RetryBudget;
  /** What `maxMessages` counts: messages as they are received, or the emitted lines, which do not depend on the source. */
  readonly messages: "received" | "lines";
  readonly tuning: TailTuning;
}
