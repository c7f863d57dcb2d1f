import type { ConformanceCase } from "../case/conformance-case.ts";

/** The four servers that a fault can hit. */
export type Backend = "ray" | "agent" | "direct-access" | "sql";
/** All of them. */
export const backends: ReadonlyArray<Backend> = ["ray", "agent", "direct-access", "sql"];

/** WebSocket tail, HTTP stream, polled log or events, unary calls and waits. */
export type FaultTransport = "W" | "H" | "P" | "U";
/** All of them. */
export const faultTransports: ReadonlyArray<FaultTransport> = ["W", "H", "P", "U"];

/** Why a combination does not exist; an absent field means all. */
export interface Cannot {
  readonly backends?: ReadonlyArray<Backend>;
  readonly transports?: ReadonlyArray<FaultTransport>;
  readonly why: string;
}

/** A way in which a fault happens. */
export interface FaultVariant {
  readonly name: string;
  /**
   * Ids of cases that show it, or their beginnings with a `*`, besides the generated ones (`fault/<row>/<name>/…`). `as` names how the
   * case reads, if its transport does not.
   */
  readonly shownBy?: ReadonlyArray<string | { readonly case: string; readonly as: ReadonlyArray<FaultTransport> }>;
  /** Where it can happen; default where the row can. */
  readonly on?: ReadonlyArray<FaultTransport>;
  readonly cannot?: ReadonlyArray<Cannot>;
  /** Cases that show the row in some places; gaps need no reason, because the other variants have none. */
  readonly partial?: boolean;
}

/** One row of the fault matrix. */
export interface FaultRow {
  readonly id: number;
  readonly fault: string;
  /** What must hold. */
  readonly holds: string;
  readonly on: ReadonlyArray<FaultTransport>;
  /** The generated cases (`fault/<row>/…`). A file of cases may show several rows: each of them then has all its cases. */
  readonly cases?: ReadonlyArray<ConformanceCase>;
  readonly variants: ReadonlyArray<FaultVariant>;
  /** For all variants. */
  readonly cannot?: ReadonlyArray<Cannot>;
}
