import type { RetryBudget } from "../retry/retry-budget.ts";
import type { TailOptions } from "./options.ts";

/** The sizes and times that shape a tail's requests; tests make them small so that short logs take the paths of long ones. */
export interface TailTuning {
  /**
   * The tail takes at most this many bytes from a slow reader's connection before it closes it. Beside a socket it reads the file only
   * when as much text has arrived after the last known position in it.
   */
  readonly heldBytes: number;
  /** The tail reads a new socket for this long, in milliseconds, before it reads the file beside it. */
  readonly anchorWaitMs: number;
  /** A reader that kept a connection waiting for this long in all releases its slot: Ray has 100 of them for all clients. */
  readonly slowReaderMs: number;
  /**
   * The tail follows a log of up to this many UTF-16 units by socket, which replays it at each connection, and a longer one by
   * repeated reads of the file.
   */
  readonly socketUnits: number;
  /** Not more than this many UTF-16 units of log text wait for the consumer, except for one batch. */
  readonly waitingUnits: number;
}

/** The tuning for real servers. A replay of 16 MiB took Ray 2.60 0.6 s. */
export const realTuning: TailTuning = {
  heldBytes: 4 * 1024 * 1024,
  anchorWaitMs: 5_000,
  slowReaderMs: 5_000,
  socketUnits: 16 * 1024 * 1024,
  waitingUnits: 128 * 1024,
};

/** Options with their defaults, times in milliseconds. */
export interface TailSettings extends TailOptions {
  readonly idleMs: number;
  readonly retryForMs: number;
  readonly retryAuthForMs: number;
  readonly pollIntervalMs: number;
  /** When a last try must begin, by the monotonic clock: just before the tail's deadline. */
  readonly lastTryAt?: number;
  /** The client's: its tails' retries count like its calls'. */
  readonly budget: RetryBudget;
  /** The unit of `maxMessages`: messages as they arrive, or the emitted lines, which do not depend on the source. */
  readonly messages: "received" | "lines";
  readonly tuning: TailTuning;
}
