/** A number that changes whenever a reader could see something new, and a wait for its next change. */
export class Version {
  readonly #waiting = new Set<() => void>();
  #value = 0;

  /** The number now. */
  get value(): number {
    return this.#value;
  }

  /** Changes it and wakes all who wait. */
  advance(): void {
    this.#value += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Resolves when the value is another one than `seen`, after `ms`, or when the signal fires. */
  async changed(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#value !== seen || ms <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
      signal.addEventListener("abort", done);
    });
  }
}
