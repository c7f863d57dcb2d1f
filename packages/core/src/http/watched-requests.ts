import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { loadedCode } from "../loaded-code.ts";
import type { ClientLog } from "../log/client-log.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { callRecord } from "./call-record.ts";

/** Counts the requests of one client for the calls that want it, and writes them to the client's log. */
export interface WatchedRequests {
  /** Notes a response as soon as its head arrived, whatever its status. */
  readonly responded: (
    url: URL,
    response: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  ) => Effect.Effect<void>;
  /** The exchange of one request, or of one handshake. */
  readonly watched: <A extends { readonly status?: number }, R>(
    method: string,
    path: string,
    exchange: Effect.Effect<A, JobwireError, R>,
  ) => Effect.Effect<A, JobwireError, R>;
}

/** Few programs want records or entries. Code that cannot be loaded leaves them out: they must not end a call. */
const entries = Effect.orElseSucceed(
  loadedCode(() => import("./request-entries.ts")),
  () => undefined,
);

/** The watch over one client's requests. Costs one check for a request while nobody wants records or entries. */
export const watchedRequests = (log: ClientLog | undefined, redactor: Redactor): WatchedRequests => {
  const written = log?.writes("debug") === true ? log : undefined;
  return {
    responded: (url, response) =>
      Effect.flatMap(callRecord, (record) =>
        record === undefined
          ? Effect.void
          : Effect.map(entries, (code) => code?.recordResponse(record, url, response, redactor)),
      ),
    watched: (method, path, exchange) =>
      Effect.flatMap(callRecord, (record) => {
        if (record !== undefined) record.requests += 1;
        if (written === undefined) return exchange;
        const request = { method, path, attempt: record?.requests };
        return Effect.flatMap(entries, (code) => code?.writtenExchange(written, request, exchange) ?? exchange);
      }),
  };
};
