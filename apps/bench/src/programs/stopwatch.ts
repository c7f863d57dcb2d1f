/** The moments of one read. */
export class Stopwatch {
  readonly #began: number = performance.now();
  #first = 0;
  #last = 0;

  /** Called when lines arrive. */
  lines(): void {
    this.#last = performance.now();
    if (this.#first === 0) this.#first = this.#last;
  }

  /** The times until now, as a report has them. */
  times(): { readonly streamMs: number; readonly endMs: number } {
    return { streamMs: this.#last - this.#first, endMs: performance.now() - this.#began };
  }
}
