import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "../adapter.ts";
import { abortedFault } from "./aborted-fault.ts";
import { joinHeaders } from "./join-headers.ts";
import { originOf } from "./origin-of.ts";

/** What differs between runtimes that have a `fetch`. */
export interface FetchRequestOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Settings of the runtime's own, such as credentials or a client. */
  readonly init?: RequestInit;
  /** The fault for a failure before the answer's head (a failure after it is `truncated`). */
  readonly fault: (error: unknown, request: AdapterRequest) => AdapterFault | Promise<AdapterFault>;
}

/**
 * Requests by `fetch`, for runtimes whose `fetch` may write to a server and rejects on a body that was cut. A redirect that the
 * runtime hides (browsers do) is a fault with the reason `redirected`.
 */
export const makeFetchRequest =
  (options: FetchRequestOptions): Adapter["request"] =>
  async (request) => {
    const { signal } = request;
    const target = originOf(request.url);
    if (signal.aborted) throw abortedFault(signal, target);
    const headers = checkedHeaders(request, target);
    // One of our own, since the caller's fires only for the caller: a reader that leaves ends the connection by this one.
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
        // The cast: a view of a SharedArrayBuffer, which the type would allow, is nothing that core makes.
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
      throw new AdapterFault("redirected", `${target} answered with a redirect, which this runtime does not show`);
    }
    return {
      status: response.status,
      headers: joinHeaders(response.headers),
      body: { [Symbol.asyncIterator]: () => bodyReader(response, { signal, target, ends, over }) },
    };
  };

/** Said here, since runtimes put the value into their own words. */
const checkedHeaders = (request: AdapterRequest, target: string): Headers => {
  try {
    if (URL.canParse(request.url) && /^https?:/.test(request.url)) return new Headers(request.headers);
  } catch {
    throw new AdapterFault("blocked", `a header for ${target} cannot be sent`);
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
  },
): ReturnType<AdapterResponse["body"][typeof Symbol.asyncIterator]> => {
  const { signal, target, ends, over } = context;
  const reader = response.body?.getReader();
  const done = { done: true, value: undefined } as const;
  let end: "whole" | AdapterFault | undefined = reader === undefined ? "whole" : undefined;
  if (reader === undefined) over();

  const fail = (fault: AdapterFault): never => {
    end ??= fault;
    over();
    // A connection that the runtime has not given up yet; it has no other use.
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
      if (!pulled.done) return { done: false, value: pulled.value };
      end = "whole";
      over();
      return done;
    } catch (error) {
      if (end === "whole") return done;
      if (signal.aborted) return fail(abortedFault(signal, target));
      return fail(
        new AdapterFault("truncated", `reading the answer of ${target}: it was cut before its end`, { cause: error }),
      );
    }
  };
  return {
    next: read,
    return: () => {
      if (end === undefined) {
        end = "whole";
        over();
        // First of all: it settles a read that waits. That it may be refused is no matter, since the abort ends all.
        reader?.cancel().catch(() => {});
        ends.abort();
      }
      return Promise.resolve(done);
    },
  };
};
