import { Effect, Schema } from "effect";
import type { Client } from "openapi-fetch";
import type { BadResponse } from "../../errors.ts";
import type { paths } from "../../generated/ray.ts";
import type { CallInit, TypedCall } from "../../http/typed-call.ts";
import { decodeJson } from "../../http/decode-json.ts";
import { readableRow } from "../../http/readable-row.ts";

/** The query of a list, as it goes over the wire. */
export interface StateQuery {
  readonly limit: number;
  readonly detail?: boolean;
  readonly exclude_driver?: boolean;
  readonly filter_keys?: Array<string>;
  readonly filter_predicates?: Array<"=" | "!=">;
  readonly filter_values?: Array<string>;
}

/** Counters beside the rows. */
export interface StateCounters {
  readonly total: number;
  readonly num_after_truncation: number;
  readonly num_filtered: number;
  readonly partial_failure_warning?: string | null;
  readonly warnings?: ReadonlyArray<string> | null;
}

/** Rows and counters of one answer. */
export interface StateAnswer<Row> extends StateCounters {
  readonly rows: ReadonlyArray<Row>;
  /** Rows that could not be read, and are left out. */
  readonly lost: number;
  /** Columns that hold something else than they should in some row, and read as null there. */
  readonly odd: ReadonlyArray<string>;
}

/** What a request by the generated client comes to. */
export type Sent = ReturnType<Parameters<TypedCall<paths>>[1]>;

/** A table of the state API. */
export interface StateTable<Row> {
  /** One row, in messages and in the reason of `NotFound`: `task`, `placement-group`. */
  readonly one: "actor" | "job" | "node" | "object" | "placement-group" | "task" | "worker";
  /** What the filter by id is on. */
  readonly idColumn: string;
  /** The columns that can be filtered, in Ray's spelling: what it answers to any other depends on the rows that it has. */
  readonly filterable: ReadonlyArray<string>;
  /** The store applies some filters by itself, and its counters then read as if it had cut the list (seen for nodes). */
  readonly filtersAtSource?: boolean;
  /** A warning here tells of rows that could not be had (read in the source of 2.60), not of something to know besides. */
  readonly warningsAreFailures?: boolean;
  readonly send: (client: Client<paths>, query: StateQuery, init: CallInit) => Sent;
  readonly decode: (label: string, body: string) => Effect.Effect<StateAnswer<Row>, BadResponse>;
}

const counters = {
  total: Schema.Number,
  num_after_truncation: Schema.Number,
  num_filtered: Schema.Number,
  partial_failure_warning: Schema.optionalKey(Schema.NullOr(Schema.String)),
  warnings: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))),
};

/** What surrounds an answer of the state API, counters included. */
export interface StateEnvelope<Result> {
  readonly data: { readonly result: StateCounters & { readonly result: Result } };
}

/** The codec of an answer whose result is as given. */
export const envelopeOf = <A, I>(result: Schema.Codec<A, I>): Schema.Codec<StateEnvelope<A>, StateEnvelope<I>> =>
  Schema.Struct({ data: Schema.Struct({ result: Schema.Struct({ ...counters, result }) }) });

/** The `decode` of a table from the codec of its rows on the wire. One odd row does not hide the others: see {@link StateAnswer}. */
export const rowDecoder = <Wire, I, Row>(
  wire: Schema.Codec<Wire, I>,
  toRow: (row: Wire) => Row,
): StateTable<Row>["decode"] => {
  const read = decodeJson(envelopeOf(Schema.Array(Schema.Unknown)));
  const readStrictly = decodeJson(envelopeOf(Schema.Array(wire)));
  const fields = "fields" in wire ? (wire.fields as Schema.Struct.Fields) : {};
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
      const answer = { ...result, rows, lost, odd: [...odd] };
      // Nothing of it is a row of this table: that is no list with odd rows.
      if (rows.length === 0 && lost > 0) return Effect.as(readStrictly(label, body), answer);
      return Effect.succeed(answer);
    });
};
