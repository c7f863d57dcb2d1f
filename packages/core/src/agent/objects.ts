import { Effect, Schema } from "effect";
import { BadResponse } from "../errors.ts";
import { decodeJson } from "../http/decode-json.ts";
import type { AgentRecord } from "./types.ts";

const WireRecord = Schema.Record(Schema.String, Schema.Unknown);
const Items = Schema.Array(Schema.Unknown);
const Page = Schema.Struct({
  results: Items,
  next: Schema.optionalKey(Schema.NullOr(Schema.String)),
});

const readRecord = decodeJson(WireRecord);
const readList = decodeJson(Schema.Union([Items, Page]));

/** An item as an object: one that is none does not hide the others. */
const toRecord = (item: unknown): AgentRecord =>
  typeof item === "object" && item !== null && !Array.isArray(item) ? (item as AgentRecord) : { value: item };

/** A part of a list, and where the rest is. */
export interface AgentPage {
  readonly items: ReadonlyArray<AgentRecord>;
  readonly next: string | undefined;
}

/** Reads one object, whatever its fields. */
export const decodeRecord = (label: string, body: string): Effect.Effect<AgentRecord, BadResponse> =>
  readRecord(label, body);

/** Reads a list: a bare array, or `{"results": […], "next": …}`. What is no object in it reads as `{ value }`. */
export const decodePage = (label: string, body: string): Effect.Effect<AgentPage, BadResponse> =>
  Effect.map(readList(label, body), (list) =>
    "results" in list
      ? { items: list.results.map(toRecord), next: list.next === null || list.next === "" ? undefined : list.next }
      : { items: list.map(toRecord), next: undefined },
  );

/** Reads a list that has no pages; one that names a next page is `BadResponse` (reason `partial`), not a short list. */
export const decodeList = (label: string, body: string): Effect.Effect<ReadonlyArray<AgentRecord>, BadResponse> =>
  Effect.flatMap(decodePage(label, body), ({ items, next }) =>
    next === undefined
      ? Effect.succeed(items)
      : Effect.fail(
          new BadResponse({
            message: `${label}: only the first ${items.length} came; this list is not known to have pages`,
            reason: "partial",
            statusCode: 200,
          }),
        ),
  );

/** What an answer of no known shape says: JSON as its value, nothing as null, anything else as text. */
export const decodeAnything = (_label: string, body: string): Effect.Effect<unknown> => {
  if (body.trim() === "") return Effect.succeed(null);
  try {
    return Effect.succeed(JSON.parse(body));
  } catch {
    return Effect.succeed(body);
  }
};

/** For answers that nobody looks at. */
export const decodeNothing = (): Effect.Effect<void> => Effect.void;
