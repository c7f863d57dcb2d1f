import type { ConformanceCase, Transport } from "../case/conformance-case.ts";
import {
  type Backend,
  backends,
  type Cannot,
  type FaultRow,
  faultTransports,
  type FaultTransport,
  type FaultVariant,
} from "./fault-row.ts";
import { cannotAnywhere } from "./table.ts";

/** A fault, on one backend by one transport, and the runs of cases that show it. */
export interface FaultCell {
  /** `5/reset-inside-a-line ray W`. */
  readonly id: string;
  readonly row: number;
  readonly shownBy: ReadonlyArray<{ readonly case: string; readonly transport: Transport }>;
}

/** The table applied to the cases. */
export interface FaultPlan {
  readonly cells: ReadonlyArray<FaultCell>;
  /** Combinations that cannot exist on any runtime, each with its reason. */
  readonly absent: ReadonlyArray<{ readonly id: string; readonly why: string }>;
  /** Combinations that have neither a case nor a reason, and entries of the table that name nothing. */
  readonly problems: ReadonlyArray<string>;
}

type Shape = Pick<ConformanceCase, "id" | "surface" | "transports">;

interface Shown {
  readonly backend: Backend;
  readonly as: FaultTransport;
  readonly case: string;
  readonly transport: Transport;
}

/** The example and a gateway are no backends of the table: their own cases show what their kind of server can do. */
const backendOf = ({ surface }: Shape, transport: Transport): Backend | undefined => {
  if (surface === "kubernetes" || surface === "gateway") return undefined;
  if (surface !== "reasoner") return surface;
  return transport === "direct-access" || transport === "sql" ? transport : undefined;
};

/** How a case reads: its transport decides, or (for reasoners) the target in its generated id. */
const readsBy = ({ id, surface }: Shape, transport: Transport): ReadonlyArray<FaultTransport> => {
  switch (transport) {
    case "unary":
      return ["U"];
    case "websocket":
      return ["W"];
    case "plain":
      return ["P"];
    case "http":
      return surface === "agent" ? ["H"] : ["P"];
    case "auto":
      return surface === "agent" ? ["W", "H", "P"] : ["W", "P"];
    default:
      return /^fault\/[^/]+\/[^/]+\/log\//.test(id) ? ["P"] : ["U"];
  }
};

const showings = (
  row: FaultRow,
  { name, shownBy = [] }: FaultVariant,
  cases: ReadonlyArray<Shape>,
  problems: Array<string>,
): ReadonlyArray<Shown> => {
  const generated = `fault/${row.id}/${name}/`;
  const named = shownBy.map((one) => (typeof one === "string" ? { case: one, as: undefined } : one));
  const names = (pattern: string, id: string): boolean =>
    pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
  for (const { case: id } of named)
    if (!cases.some((one) => names(id, one.id)))
      problems.push(`row ${row.id} names the case ${id}, which does not exist`);
  return cases.flatMap((one) => {
    const naming = named.find((other) => names(other.case, one.id));
    if (naming === undefined && !one.id.startsWith(generated)) return [];
    return one.transports.flatMap((transport) => {
      const backend = backendOf(one, transport);
      if (backend === undefined) return [];
      return (naming?.as ?? readsBy(one, transport)).map((as) => ({ backend, as, case: one.id, transport }));
    });
  });
};

const reasonOf = (cannot: ReadonlyArray<Cannot>, backend: Backend, transport: FaultTransport): string | undefined =>
  cannot.find(
    (one) =>
      (one.backends === undefined || one.backends.includes(backend)) &&
      (one.transports === undefined || one.transports.includes(transport)),
  )?.why;

/** Checks the table against the cases: every combination has a case or a reason, and every generated case is in the table. */
export const planFaults = (table: ReadonlyArray<FaultRow>, cases: ReadonlyArray<Shape>): FaultPlan => {
  const cells: Array<FaultCell> = [];
  const absent: Array<{ readonly id: string; readonly why: string }> = [];
  const problems: Array<string> = [];
  const used = new Set<string>();
  for (const row of table) {
    for (const variant of row.variants) {
      const shown = showings(row, variant, cases, problems);
      if (shown.length === 0) problems.push(`row ${row.id}: no case shows ${variant.name}`);
      for (const one of shown) used.add(one.case);
      const cannot = [...(variant.cannot ?? []), ...(row.cannot ?? []), ...cannotAnywhere];
      for (const backend of backends) {
        for (const transport of faultTransports) {
          const id = `${row.id}/${variant.name} ${backend} ${transport}`;
          const here = shown.filter((one) => one.backend === backend && one.as === transport);
          if (here.length > 0)
            cells.push({ id, row: row.id, shownBy: here.map((one) => ({ case: one.case, transport: one.transport })) });
          if (here.length > 0 || variant.partial === true || !(variant.on ?? row.on).includes(transport)) continue;
          const why = reasonOf(cannot, backend, transport);
          if (why === undefined) problems.push(`${id}: no case shows it, and no reason explains why it cannot exist`);
          else absent.push({ id, why });
        }
      }
    }
  }
  for (const { id } of cases)
    if (id.startsWith("fault/") && !used.has(id)) problems.push(`case ${id} is in no row of the fault table`);
  return { cells, absent, problems };
};
