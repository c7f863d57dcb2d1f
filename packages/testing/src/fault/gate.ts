/**
 * A turnstile that a test operates by hand: a caller of {@link Gate.pass} waits until the test lets it through. It makes a
 * response slow without a timer, so a test decides exactly how far a response got.
 */
export interface Gate {
  /** Lets the next `passes` callers through, waiting ones first (default 1). */
  open(passes?: number): void;
  /** Lets all callers through from now on. */
  openForever(): void;
  /** Resolves when the gate lets the caller through; rejects with the signal's reason if the signal aborts first. */
  pass(signal?: AbortSignal): Promise<void>;
  /** How many callers wait now. */
  readonly waiting: number;
}

/**
 * Makes a {@link Gate}, closed.
 *
 * @example
 * ```ts
 * import { createGate, json, startFaultServer } from "@jobwire/testing";
 *
 * const gate = createGate();
 * const server = await startFaultServer();
 * server.on("GET /slow", () => ({ ...json("done"), gate }));
 * const response = fetch(`${server.url}/slow`).then((slow) => slow.json());
 * gate.open(); // nothing arrives before this
 * console.log(await response);
 * await server.close();
 * ```
 */
export function createGate(): Gate {
  const waiters = new Set<() => void>();
  let passes = 0;
  return {
    open(more = 1) {
      passes += more;
      for (const release of waiters) {
        if (passes <= 0) break;
        passes -= 1;
        waiters.delete(release);
        release();
      }
    },
    openForever() {
      this.open(Number.POSITIVE_INFINITY);
    },
    pass(signal) {
      if (passes > 0) {
        passes -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = () => {
          waiters.delete(release);
          reject(signal?.reason);
        };
        const release = () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        };
        signal?.addEventListener("abort", leave, { once: true });
        waiters.add(release);
      });
    },
    get waiting() {
      return waiters.size;
    },
  };
}
