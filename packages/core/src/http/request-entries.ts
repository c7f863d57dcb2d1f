import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { type ClientLog, errorFields } from "../log/client-log.ts";
import { monotonicMs } from "../monotonic.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { CallRecord } from "./call-record.ts";

/** Headers whose values are secrets of other parties. */
const secretHeaders = new Set(["set-cookie", "set-cookie2", "www-authenticate", "authorization", "proxy-authenticate"]);

/** The headers of a response that a program may see. */
const shownHeaders = (headers: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !secretHeaders.has(name.toLowerCase()))
      .map(([name, value]) => [name.toLowerCase(), redactor.text(value)]),
  );

/** Puts a response into the record of its call. */
export const recordResponse = (
  record: CallRecord,
  url: URL,
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  redactor: Redactor,
): void => {
  record.response = { status, headers: shownHeaders(headers, redactor), url: redactor.text(url.href) };
};

/** The exchange, which also writes an entry about itself when it has ended. */
export const writtenExchange = <A extends { readonly status?: number }, R>(
  log: ClientLog,
  request: { readonly method: string; readonly path: string; readonly attempt: number | undefined },
  exchange: Effect.Effect<A, JobwireError, R>,
): Effect.Effect<A, JobwireError, R> =>
  Effect.flatMap(monotonicMs, (began) => {
    const { method, path, attempt } = request;
    const write = (message: string, more: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
      Effect.map(monotonicMs, (now) =>
        log.write("debug", message, {
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
