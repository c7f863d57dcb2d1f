/** Checks everything that an adapter receives against a specification, and changes none of it. */
import { gunzipSync } from "node:zlib";
import type { SpecResponse, SpecValidator, SpecVerdict } from "./spec-validator.ts";

/** The part of an adapter's response that the check reads. */
export interface CheckableResponse {
  /** The HTTP status. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as the runtime yields it; read once. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The part of a request that the check reads. */
export interface CheckableRequest {
  /** The absolute URL. */
  readonly url: string;
  /** The method in upper case. */
  readonly method: string;
  /** Aborted when the caller abandons the response. */
  readonly signal?: AbortSignal;
}

/** The shape of a `@jobwire/core` adapter. This package does not depend on core, because core's tests depend on it. */
export interface CheckableAdapter {
  /** Sends a request; resolves when the head of its response is here. */
  request(request: CheckableRequest): Promise<CheckableResponse>;
  /** Opens a WebSocket; absent where the runtime has none. */
  openSocket?(request: {
    /** The absolute URL, with `ws:` or `wss:`. */
    readonly url: string;
  }): Promise<unknown>;
}

/** One response and its check. */
export interface CheckedResponse extends SpecVerdict {
  /** The method of the request. */
  readonly method: string;
  /** The absolute URL of the request. */
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;
  /** Why the body was not checked: it was cut or abandoned, it exceeds the limit, or the response has no body. */
  readonly bodyNotChecked?: "unfinished" | "too-large" | "none";
}

/** Options of the check. */
export interface CheckedAdapterOptions {
  /** The specification to check against; `createSpecValidator` makes it. */
  readonly validator: SpecValidator;
  /**
   * Called once for every response, when its body has ended or was abandoned, including by the request's signal. Not called for a
   * response whose body no caller reads or abandons.
   */
  readonly report: (checked: CheckedResponse) => void;
  /** Larger bodies, even once unpacked, are checked by status and content type only, in bytes. Default 16 MiB. */
  readonly maxBodyBytes?: number;
}

/** Takes a body, or the reason why no body is checked. */
type Done = (body: Uint8Array | null, bodyNotChecked?: CheckedResponse["bodyNotChecked"]) => void;

/** The response that refused an upgrade, if the failure carries one. */
const refusalOf = (failure: unknown): { status: number; headers: Record<string, string>; body: string } | undefined =>
  typeof failure === "object" && failure !== null && "answer" in failure
    ? (failure.answer as { status: number; headers: Record<string, string>; body: string } | undefined)
    : undefined;

/**
 * Wraps an adapter so that every response, including upgrades and their refusals, is checked against a specification. Bytes,
 * failures and timing pass through unchanged; the wrapper keeps a copy of a body, up to `maxBodyBytes`, while the caller reads it.
 */
export const checkedAdapter = <A extends CheckableAdapter>(adapter: A, options: CheckedAdapterOptions): A => {
  const { validator, report, maxBodyBytes = 16 * 1024 * 1024 } = options;
  const check = (answer: SpecResponse, bodyNotChecked?: CheckedResponse["bodyNotChecked"]): void =>
    report({
      ...validator.validate(answer),
      method: answer.method,
      url: answer.url,
      status: answer.status,
      ...(bodyNotChecked === undefined ? {} : { bodyNotChecked }),
    });

  /** A specification describes the packed body. A body that a runtime unpacked still has the header but is not gzip. */
  const judgeWhole = (bytes: Uint8Array, packed: boolean, done: Done): void => {
    if (!packed) return done(bytes);
    let body: Uint8Array;
    try {
      body = gunzipSync(bytes, { maxOutputLength: maxBodyBytes });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      return code === "ERR_BUFFER_TOO_LARGE" ? done(null, "too-large") : done(bytes);
    }
    done(body);
  };

  async function* watched(body: AsyncIterable<Uint8Array>, packed: boolean, done: Done): AsyncGenerator<Uint8Array> {
    const kept: Array<Uint8Array> = [];
    let bytes = 0;
    let whole = false;
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        // A copy: the reader owns the chunk and may reuse its memory.
        if (bytes <= maxBodyBytes) kept.push(chunk.slice());
        else kept.length = 0;
        yield chunk;
      }
      whole = true;
    } finally {
      if (!whole) done(null, "unfinished");
      else if (bytes > maxBodyBytes) done(null, "too-large");
      else judgeWhole(Buffer.concat(kept), packed, done);
    }
  }

  const request = async (sent: CheckableRequest): Promise<CheckableResponse> => {
    const answer = await adapter.request(sent);
    const head = {
      method: sent.method,
      url: sent.url,
      status: answer.status,
      contentType: answer.headers["content-type"] ?? null,
    };
    const packed = answer.headers["content-encoding"]?.toLowerCase() === "gzip";
    let isDone = false;
    const done: Done = (body, bodyNotChecked) => {
      sent.signal?.removeEventListener("abort", leave);
      if (!isDone) check({ ...head, body }, bodyNotChecked);
      isDone = true;
    };
    // Core abandons a response by its signal, and may never request another piece of the body after that.
    const leave = (): void => done(null, "unfinished");
    sent.signal?.addEventListener("abort", leave, { once: true });
    return { ...answer, body: watched(answer.body, packed, done) };
  };

  const openSocket = async (sent: { readonly url: string }): Promise<unknown> => {
    const head = { method: "GET", url: sent.url };
    try {
      const socket = await adapter.openSocket?.(sent);
      check({ ...head, status: 101, contentType: null, body: null }, "none");
      return socket;
    } catch (failure) {
      const refusal = refusalOf(failure);
      if (refusal !== undefined)
        check({
          ...head,
          status: refusal.status,
          contentType: refusal.headers["content-type"] ?? null,
          body: refusal.body,
        });
      throw failure;
    }
  };

  return { ...adapter, request, ...(adapter.openSocket === undefined ? {} : { openSocket }) };
};
