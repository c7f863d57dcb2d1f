import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "../adapter.ts";
import { abortedFault } from "./aborted-fault.ts";
import { joinHeaders } from "./join-headers.ts";
import { originOf } from "./origin-of.ts";

/** The differences between runtimes that have a `fetch`. */
export interface FetchRequestOptions {
  /** The runtime's `fetch`. It must not follow redirects: each request asks for `redirect: "manual"`. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** The runtime's own settings, such as credentials or a client. */
  readonly init?: RequestInit;
  /** Makes the fault for a failure before the response's head (a failure after it is `truncated`). */
  readonly fault: (error: unknown, request: AdapterRequest) => AdapterFault | Promise<AdapterFault>;
}

/**
 * Sends requests with `fetch`, for runtimes whose `fetch` may write to a server and rejects on a body that was cut. A redirect
 * that the runtime hides (browsers do) is a fault with the reason `redirected`.
 */
export const makeFetchRequest =
  (options: FetchRequestOptions): Adapter["request"] =>
  async (request) => {
    const { signal } = request;
    const target = originOf(request.url);
    if (signal.aborted) throw abortedFault(signal, target);
    const headers = checkedHeaders(request, target);
    // A controller of its own: the caller's signal fires only for the caller, and a reader that leaves must end the connection
    // too.
    const ends = new AbortController();
    const abort = (): void => ends.abort(signal.reason);
    const over = (): void => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort, { once: true });
    let response: Response;
    try {
      response = await options.fetch(request.url, {
        ...options.init,
        method: request.method,
        headers,
        // The cast excludes a view of a SharedArrayBuffer, which the type would allow and core never makes.
        ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
        redirect: "manual",
        signal: ends.signal,
      });
    } catch (error) {
      if (!signal.aborted) {
        const fault = await options.fault(error, request);
        over();
        throw signal.aborted ? abortedFault(signal, target) : fault;
      }
      over();
      throw abortedFault(signal, target);
    }
    if (response.type === "opaqueredirect") {
      over();
      ends.abort();
      throw new AdapterFault("redirected", `${target} responded with a redirect, which this runtime does not show`);
    }
    return {
      status: response.status,
      headers: joinHeaders(response.headers),
      body: {
        [Symbol.asyncIterator]: () =>
          bodyReader(response, { signal, target, ends, over, hasBody: request.method !== "HEAD" }),
      },
    };
  };

/** An empty body that is compressed is shorter (gzip: 20 bytes), and a page of another origin does not see that it is compressed. */
const longestEmpty = 32;

/**
 * Whether a response with an empty body is one whose connection ended within its headers. Over HTTP/1.1 without TLS, Chromium takes
 * what came of the headers for all of them, a broken status line for 200, and reports an empty body (the contract's cases
 * `cut-head-…`). It shows when the headers promise a body; and when there are no headers, which are never all hidden from a page of
 * the same origin.
 */
const isCutHead = ({ type, status, headers }: Response): boolean => {
  if (status === 204 || status === 205 || status === 304) return false;
  const length = headers.get("content-length");
  if (length !== null)
    return Number(length) > (type === "basic" ? 0 : longestEmpty) && !headers.has("content-encoding");
  return type === "basic" && headers.keys().next().done === true;
};

/** A message of its own, since runtimes quote the value in theirs. */
const checkedHeaders = (request: AdapterRequest, target: string): Headers => {
  try {
    if (URL.canParse(request.url) && /^https?:/.test(request.url)) return new Headers(request.headers);
  } catch {
    throw new AdapterFault(
      "blocked",
      `this runtime cannot send one of the headers for ${target}. Check the headers option`,
    );
  }
  throw new AdapterFault("blocked", target);
};

const bodyReader = (
  response: Response,
  context: {
    readonly signal: AbortSignal;
    readonly target: string;
    readonly ends: AbortController;
    readonly over: () => void;
    readonly hasBody: boolean;
  },
): ReturnType<AdapterResponse["body"][typeof Symbol.asyncIterator]> => {
  const { signal, target, ends, over, hasBody } = context;
  const reader = response.body?.getReader();
  const done = { done: true, value: undefined } as const;
  let empty = hasBody;
  let end: "whole" | AdapterFault | undefined = reader === undefined ? "whole" : undefined;
  if (reader === undefined) over();

  const fail = (fault: AdapterFault): never => {
    end ??= fault;
    over();
    // Ends a connection that the runtime may still hold; it has no other use.
    ends.abort();
    throw fault;
  };
  const read = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (signal.aborted && end !== "whole") return fail(abortedFault(signal, target));
    if (end === "whole" || reader === undefined) return done;
    if (end !== undefined) throw end;
    try {
      const pulled = await reader.read();
      if (signal.aborted) return fail(abortedFault(signal, target));
      if (end !== undefined) return done;
      if (!pulled.done) {
        empty &&= pulled.value.byteLength === 0;
        return { done: false, value: pulled.value };
      }
      if (empty && isCutHead(response)) {
        return fail(new AdapterFault("truncated", `the response of ${target} was cut off within its headers`));
      }
      end = "whole";
      over();
      return done;
    } catch (error) {
      if (end === "whole") return done;
      if (signal.aborted) return fail(abortedFault(signal, target));
      return fail(
        new AdapterFault("truncated", `the response of ${target} was cut off before its end`, { cause: error }),
      );
    }
  };
  return {
    next: read,
    return: () => {
      if (end === undefined) {
        end = "whole";
        over();
        // First, because it settles a waiting read. Its rejection does not matter: the abort ends everything.
        reader?.cancel().catch(() => {});
        ends.abort();
      }
      return Promise.resolve(done);
    },
  };
};
