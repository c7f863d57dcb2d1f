import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { Client } from "openapi-fetch";
import type { BadResponse } from "../../errors.ts";
import type { paths } from "../../generated/ray.ts";
import type { CallInit, TypedCall } from "../../http/typed-call.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import { readableRow } from "../../http/readable-row.ts";

/** The query of a list, in its form on the wire. */
export interface StateQuery {
  readonly limit: number;
  readonly detail?: boolean;
  readonly exclude_driver?: boolean;
  readonly filter_keys?: Array<string>;
  readonly filter_predicates?: Array<"=" | "!=">;
  readonly filter_values?: Array<string>;
}

/** The counters next to the rows. */
export interface StateCounters {
  readonly total: number;
  readonly num_after_truncation: number;
  readonly num_filtered: number;
  readonly partial_failure_warning?: string | null;
  readonly warnings?: ReadonlyArray<string> | null;
}

/** The rows and counters of one response. */
export interface StateResponse<Row> extends StateCounters {
  readonly rows: ReadonlyArray<Row>;
  /** The number of unreadable rows, which are omitted. */
  readonly lost: number;
  /** Columns with an unexpected value in some row, which reads as null there. */
  readonly odd: ReadonlyArray<string>;
}

/** The promise that a request of the generated client returns. */
export type Sent = ReturnType<Parameters<TypedCall<paths>>[1]>;

/** A table of the state API. */
export interface StateTable<Row> {
  /** The name of one row, in messages and in the reason of `NotFound`: `task`, `placement-group`. */
  readonly one: "actor" | "job" | "node" | "object" | "placement-group" | "task" | "worker";
  /** The column of the filter by id. */
  readonly idColumn: string;
  /** The columns with a filter, in Ray's spelling: its response to a filter on any other column depends on its rows. */
  readonly filterable: ReadonlyArray<string>;
  /** The store applies some filters itself, and its counters then look as if it had cut the list (seen for nodes). */
  readonly filtersAtSource?: boolean;
  /** A warning here reports unavailable rows (as the source of 2.60 shows), not additional information. */
  readonly warningsAreFailures?: boolean;
  readonly send: (client: Client<paths>, query: StateQuery, init: CallInit) => Sent;
  readonly decode: (label: string, body: string) => Effect.Effect<StateResponse<Row>, BadResponse>;
}

const counters = {
  total: Shape.Number,
  num_after_truncation: Shape.Number,
  num_filtered: Shape.Number,
  partial_failure_warning: Shape.optionalKey(Shape.NullOr(Shape.String)),
  warnings: Shape.optionalKey(Shape.NullOr(Shape.Array(Shape.String))),
};

/** The envelope of a response of the state API, with its counters. */
export interface StateEnvelope<Result> {
  readonly data: { readonly result: StateCounters & { readonly result: Result } };
}

/** The codec of a response with this result. */
export const envelopeOf = <A, I>(result: Shape.Shape<A, I>): Shape.Shape<StateEnvelope<A>, StateEnvelope<I>> =>
  Shape.Struct({ data: Shape.Struct({ result: Shape.Struct({ ...counters, result }) }) });

/**
 * Makes the `decode` of a table from the codec of its rows on the wire. One odd row does not hide the others: see {@link
 * StateResponse}.
 */
export const rowDecoder = <Wire, I, Row>(
  wire: Shape.Shape<Wire, I>,
  toRow: (row: Wire) => Row,
): StateTable<Row>["decode"] => {
  const read = decodeShape(envelopeOf(Shape.Array(Shape.Unknown)));
  const readStrictly = decodeShape(envelopeOf(Shape.Array(wire)));
  const fields = "fields" in wire ? (wire.fields as Shape.Fields) : {};
  const readable = readableRow(wire, fields);
  return (label, body) =>
    Effect.flatMap(read(label, body), ({ data: { result } }) => {
      const rows: Array<Row> = [];
      const odd = new Set<string>();
      let lost = 0;
      for (const value of result.result) {
        const { row, unreadable } = readable(value);
        if (row === undefined) lost += 1;
        else rows.push(toRow(row));
        for (const name of unreadable) odd.add(name);
      }
      const response = { ...result, rows, lost, odd: [...odd] };
      // No row belongs to this table, so the response is not its list.
      if (rows.length === 0 && lost > 0) return Effect.as(readStrictly(label, body), response);
      return Effect.succeed(response);
    });
};
