import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import { BadResponse } from "../errors.ts";
import { decodeShape } from "../http/decode-shape.ts";
import { isRecord } from "../is-record.ts";
import type { AgentRecord } from "./types.ts";

const WireRecord = Shape.Record(Shape.Unknown);
const Items = Shape.Array(Shape.Unknown);
const Page = Shape.Struct({
  results: Items,
  next: Shape.optionalKey(Shape.NullOr(Shape.String)),
});

const readRecord = decodeShape(WireRecord);
const readList = decodeShape(Shape.Union([Items, Page]));

/** An item as an object: an item that is not one does not hide the others. */
const toRecord = (item: unknown): AgentRecord => (isRecord(item) ? item : { value: item });

/** A page of a list, and the link to the next one. */
export interface AgentPage {
  readonly items: ReadonlyArray<AgentRecord>;
  readonly next: string | undefined;
}

/** Reads one object with any fields. */
export const decodeRecord = (label: string, body: string): Effect.Effect<AgentRecord, BadResponse> =>
  readRecord(label, body);

/** Reads a list: a bare array, or `{"results": […], "next": …}`. An item that is not an object becomes `{ value }`. */
export const decodePage = (label: string, body: string): Effect.Effect<AgentPage, BadResponse> =>
  Effect.map(readList(label, body), (list) =>
    "results" in list
      ? { items: list.results.map(toRecord), next: list.next === null || list.next === "" ? undefined : list.next }
      : { items: list.map(toRecord), next: undefined },
  );

/** Reads a list without pages; a list with a next page is `BadResponse` (reason `partial`), not a short list. */
export const decodeList = (label: string, body: string): Effect.Effect<ReadonlyArray<AgentRecord>, BadResponse> =>
  Effect.flatMap(decodePage(label, body), ({ items, next }) =>
    next === undefined
      ? Effect.succeed(items)
      : Effect.fail(
          new BadResponse({
            message: `${label}: the agent sent only the first ${items.length} and a link to a next page, which this list is not known to have. Check the agent's version`,
            reason: "partial",
            statusCode: 200,
          }),
        ),
  );

/** Reads a response of unknown shape: JSON as its value, an empty body as null, anything else as text. */
export const decodeAnything = (_label: string, body: string): Effect.Effect<unknown> => {
  if (body.trim() === "") return Effect.succeed(null);
  try {
    return Effect.succeed(JSON.parse(body));
  } catch {
    return Effect.succeed(body);
  }
};

/** Ignores the response's body. */
export const decodeNothing = (): Effect.Effect<void> => Effect.void;
