import type { PlannedCell } from "./plan.ts";

/** Hands cells to the workers of one program. A cell that must be alone waits for the others, and they wait for it. */
export class CellQueue {
  readonly #waiting: Array<PlannedCell>;
  readonly #running = new Set<PlannedCell>();
  readonly #asking = new Set<() => void>();

  constructor(cells: ReadonlyArray<PlannedCell>) {
    // Cells that run alone come first: the program's memory is still small then.
    this.#waiting = [...cells].sort((a, b) => Number(b.case.alone ?? false) - Number(a.case.alone ?? false));
  }

  /** The next cell, once it may run; undefined when there are no more. */
  async take(): Promise<PlannedCell | undefined> {
    while (true) {
      const next = this.#waiting[0];
      if (next === undefined) return undefined;
      const alone = [...this.#running].some((cell) => cell.case.alone);
      if (!alone && (next.case.alone !== true || this.#running.size === 0)) {
        this.#waiting.shift();
        this.#running.add(next);
        return next;
      }
      await new Promise<void>((resolve) => this.#asking.add(resolve));
    }
  }

  done(cell: PlannedCell): void {
    this.#running.delete(cell);
    for (const resolve of this.#asking) resolve();
    this.#asking.clear();
  }

  /** Cells that were not taken or not finished. */
  left(): ReadonlyArray<PlannedCell> {
    return [...this.#running, ...this.#waiting];
  }
}
