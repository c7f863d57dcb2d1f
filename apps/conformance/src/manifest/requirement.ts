/** What a requirement is about. `errors`, `secrets`, `transport` and `faults` hold for every client; the others name one. */
export type Area = "ray" | "agent" | "reasoner" | "errors" | "secrets" | "transport" | "faults";

/** One thing that Jobwire promises, and why it promises it. */
export interface Requirement {
  /** `area/group/name`, unique and stable. */
  readonly id: string;
  /** What holds, in one sentence. */
  readonly promise: string;
  /**
   * Where it comes from: a promise of the design (`R1` … `R10`), a method of the Python client that this one succeeds (`seed: …`), a
   * row of the wire's facts (`wire: …`), or an issue of Ray's users (`ray#…`).
   */
  readonly source: string;
}

/** The requirements of one area, from rows of id (without the area), source and promise. */
export const requirementsOf = (
  area: Area,
  rows: ReadonlyArray<readonly [id: string, source: string, promise: string]>,
): ReadonlyArray<Requirement> => rows.map(([id, source, promise]) => ({ id: `${area}/${id}`, source, promise }));
