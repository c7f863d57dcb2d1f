import { type Client, createFinalURL, createQuerySerializer, defaultPathSerializer } from "openapi-fetch";
import type { PlainRequest } from "./http.ts";

/** What each call of a {@link typedClient} gets: the function that sends its request, and that the body is text. */
export interface ClientCall {
  readonly send: (request: PlainRequest) => Promise<unknown>;
  readonly parseAs: "text";
}

interface Call extends ClientCall {
  readonly params?: {
    readonly path?: Record<string, unknown>;
    readonly query?: Record<string, unknown>;
    readonly header?: Readonly<Record<string, string>>;
  };
  readonly body?: unknown;
  readonly bodySerializer?: (body: unknown) => string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const form = "application/x-www-form-urlencoded";
const formText = (body: unknown): string => new URLSearchParams(body as Record<string, string>).toString();

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

/**
 * A client generated from `Paths`, with the types and the URLs of openapi-fetch. It has a sender of its own, because that of
 * openapi-fetch builds a `Request` of every call: the first one makes Node load its whole fetch.
 */
export const typedClient = <Paths extends {}>(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): Client<Paths> => {
  const querySerializer = createQuerySerializer();
  const by =
    (method: string) =>
    async (path: string, { params = {}, body, bodySerializer, headers: own, send }: Call) => {
      const pathSerializer = defaultPathSerializer;
      const url = createFinalURL(path, { baseUrl, params, querySerializer, pathSerializer });
      const merged: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
      for (const [name, value] of Object.entries({ ...headers, ...own, ...params.header })) {
        merged[name.toLowerCase()] = value;
      }
      const serialize = bodySerializer ?? (merged["content-type"] === form ? formText : JSON.stringify);
      const content = body === undefined ? undefined : bytesOf(serialize(body));
      return await send({ method, url, headers: merged, body: content });
    };
  const client = { GET: by("GET"), POST: by("POST"), PUT: by("PUT"), PATCH: by("PATCH"), DELETE: by("DELETE") };
  return client as unknown as Client<Paths>;
};
