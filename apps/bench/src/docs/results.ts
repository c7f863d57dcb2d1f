import type { Figure } from "../figure.ts";
import type { Machine } from "../machine.ts";

/** The results of a run, as `--json` prints them. */
export interface Results {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly figures: ReadonlyArray<Figure>;
  /** Rows that could not be measured. */
  readonly failed: ReadonlyArray<string>;
}
