import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { type ClientLog, errorFields } from "../log/client-log.ts";
import { monotonicMs } from "../monotonic.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { callRecord } from "./call-record.ts";

/** Headers whose values are secrets of other parties. */
const secretHeaders = new Set(["set-cookie", "set-cookie2", "www-authenticate", "authorization", "proxy-authenticate"]);

/** The headers of a response that a program may see. */
const shownHeaders = (headers: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !secretHeaders.has(name.toLowerCase()))
      .map(([name, value]) => [name.toLowerCase(), redactor.text(value)]),
  );

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

/** The watch over one client's requests. Costs one check for a request while nobody wants records or entries. */
export const watchedRequests = (log: ClientLog | undefined, redactor: Redactor): WatchedRequests => {
  const logs = log?.writes("debug") === true;
  const written = <A extends { readonly status?: number }, R>(
    method: string,
    path: string,
    attempt: number | undefined,
    exchange: Effect.Effect<A, JobwireError, R>,
  ): Effect.Effect<A, JobwireError, R> =>
    Effect.flatMap(monotonicMs, (began) => {
      const write = (message: string, more: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
        Effect.map(monotonicMs, (now) =>
          log?.write("debug", message, {
            method,
            path,
            ...more,
            durationMs: Math.round(now - began),
            ...(attempt === undefined ? {} : { attempt }),
          }),
        );
      return exchange.pipe(
        Effect.tap(({ status }) => write("request", status === undefined ? {} : { status })),
        Effect.tapError((error) => write("request failed", errorFields(error))),
      );
    });
  return {
    responded: (url, { status, headers }) =>
      Effect.map(callRecord, (record) => {
        if (record === undefined) return;
        record.response = { status, headers: shownHeaders(headers, redactor), url: redactor.text(url.href) };
      }),
    watched: (method, path, exchange) =>
      Effect.flatMap(callRecord, (record) => {
        if (record !== undefined) record.requests += 1;
        return logs ? written(method, path, record?.requests, exchange) : exchange;
      }),
  };
};
