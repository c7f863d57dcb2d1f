/** The area of a requirement. `errors`, `secrets`, `transport` and `faults` hold for every client; the others name one. */
export type Area =
  | "ray"
  | "agent"
  | "reasoner"
  | "kubernetes"
  | "gateway"
  | "errors"
  | "secrets"
  | "transport"
  | "faults";

/** One promise of Jobwire, and its source. */
export interface Requirement {
  /** `area/group/name`, unique and stable. */
  readonly id: string;
  /** The promise, in one sentence. */
  readonly promise: string;
  /**
   * The source: a promise (`R1` … `R10`, docs/glossary.md#promise), a rule of the public API (`api`), a method of the Python client
   * that Jobwire succeeds (`seed: …`), a fact about a server (`server: …`, an anchor of docs/internals/servers.md), a row of
   * ../faults/table.ts (`fault 4`), or an issue of Ray's users (`ray#…`).
   */
  readonly source: string;
}

/** Makes the requirements of one area from rows of id (without the area), source and promise. */
export const requirementsOf = (
  area: Area,
  rows: ReadonlyArray<readonly [id: string, source: string, promise: string]>,
): ReadonlyArray<Requirement> => rows.map(([id, source, promise]) => ({ id: `${area}/${id}`, source, promise }));
