import type { Transport } from "./case/conformance-case.ts";

/** A cell that is known to fail, and why that is accepted for now. */
export interface KnownFailure {
  readonly case: string;
  readonly transport: Transport;
  /** A runtime's id in the report. */
  readonly runtime: string;
  readonly why: string;
}

/** Cells that are expected to fail. One that passes is stale, and fails the run until it is removed from here. */
export const knownFailures: ReadonlyArray<KnownFailure> = [];
