import { type Bench, type ConformanceCase, defineCase, type Hands } from "../../case/conformance-case.ts";
import type { Makers, Need, SystemSurface, Transport, World } from "../../case/conformance-case.ts";
import { requirementOf } from "../../faults/requirement-of.ts";
import type { Ways } from "./backends.ts";

/** One kind of fault, on every backend that can have it. */
export interface FaultKind<H extends Hands> {
  /** Row of the fault table. */
  readonly row: number;
  /** The variant of the row. */
  readonly variant: string;
  /** What the fault affects: reading a log, a single call, or a wait. */
  readonly on: "log" | "call" | "wait";
  readonly ways: ReadonlyArray<Ways>;
  /** Which ways can have the fault; default all. The fault table has the reason for each that cannot. */
  readonly only?: (surface: SystemSurface, transport: Transport) => boolean;
  readonly needs?: ReadonlyArray<Need>;
  readonly alone?: boolean;
  readonly limitMs?: number;
  readonly world: (makers: Makers, surface: SystemSurface, transport: Transport) => Promise<World<H>>;
  readonly run: (bench: Bench<H>, surface: SystemSurface) => Promise<string | void>;
}

/** One case for each surface. */
export const faultCases = <H extends Hands>({
  row,
  variant,
  on,
  ways,
  only = () => true,
  world,
  run,
  ...rest
}: FaultKind<H>): ReadonlyArray<ConformanceCase> =>
  ways.flatMap(({ surface, transports }) => {
    const own = transports.filter((transport) => only(surface, transport));
    if (own.length === 0) return [];
    return [
      defineCase<H>({
        ...rest,
        id: `fault/${row}/${variant}/${on}/${surface}`,
        surface,
        cites: [requirementOf(row)],
        transports: own,
        world: (makers, transport) => world(makers, surface, transport),
        run: (bench) => run(bench, surface),
      }),
    ];
  });
