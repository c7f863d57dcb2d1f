import type { Runtime } from "../runtime.ts";

/** What every measurement gets. */
export interface BenchContext {
  readonly quick: boolean;
  readonly runtimes: ReadonlyArray<Runtime>;
  /** Reports progress to the person who waits. */
  readonly progress: (text: string) => void;
  /** A folder for files, removed at the end. */
  readonly folder: string;
}
