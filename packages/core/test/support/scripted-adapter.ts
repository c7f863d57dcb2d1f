import {
  type Adapter,
  AdapterFault,
  type AdapterRequest,
  type Capabilities,
  type FaultReason,
  type HandshakeResponse,
  type SocketClosed,
  type SocketFrames,
  type SocketRequest,
} from "../../src/adapter.ts";

/** One step of a scripted body: a piece, a cut, or silence until the request ends. */
export type BodyStep =
  | string
  | Uint8Array
  | { readonly cut: FaultReason }
  | { readonly silence: true }
  /** The same again and again, at each turn of the event loop, until the request is ended. */
  | { readonly repeat: string }
  /** Made when it is pulled. */
  | (() => string | Uint8Array);

/** The scripted server's reaction to one request. */
export type ScriptedAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text, or steps. */
      readonly body?: string | ReadonlyArray<BodyStep>;
      /** A value for a JSON body. */
      readonly json?: unknown;
    }
  /** The request fails before a response. */
  | {
      readonly fault: FaultReason;
      readonly message?: string;
      readonly reusedConnection?: boolean;
      readonly cause?: unknown;
    }
  /** No response at all. */
  | { readonly silence: true };

/** One step of a scripted socket. */
export type SocketStep =
  | { readonly frames: ReadonlyArray<string | Uint8Array>; readonly after?: Promise<void> }
  | { readonly closed: number; readonly reason?: string; readonly overflow?: boolean }
  | { readonly cut: FaultReason }
  | { readonly silence: true }
  /** The same again and again, at each turn of the event loop, until the socket is ended. */
  | { readonly repeat: ReadonlyArray<string | Uint8Array> }
  /** Made when it is pulled. */
  | (() => { readonly frames: ReadonlyArray<string | Uint8Array> });

/** The scripted server's reaction to one handshake. */
export type ScriptedSocket =
  | { readonly steps: ReadonlyArray<SocketStep> }
  | { readonly fault: FaultReason; readonly answer?: HandshakeResponse }
  | { readonly silence: true };

/** A request to the adapter, with the body as text. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An adapter in memory that follows a script and records its requests. */
export interface ScriptedAdapter {
  readonly adapter: Adapter;
  readonly requests: ReadonlyArray<SeenRequest>;
  readonly handshakes: ReadonlyArray<SocketRequest>;
  /** Requests and sockets that are still open. */
  readonly open: () => number;
}

const encoder = new TextEncoder();
const bytesOf = (piece: string | Uint8Array): Uint8Array => (typeof piece === "string" ? encoder.encode(piece) : piece);

const turned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Rejects when the signal fires, and never otherwise. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(new AdapterFault("aborted", "the request was ended"));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });

const stepsOf = (answer: {
  readonly body?: string | ReadonlyArray<BodyStep>;
  readonly json?: unknown;
}): Array<BodyStep> => {
  if (answer.json !== undefined) return [JSON.stringify(answer.json)];
  return typeof answer.body === "string" ? [answer.body] : [...(answer.body ?? [])];
};

/** All abilities that a runtime may have. */
const ableCapabilities: Capabilities = {
  handshakeHeaders: true,
  socketPause: true,
  refuseCompression: true,
  forcedRequestHeaders: [],
  files: false,
  environment: false,
};

/** Makes an adapter whose responses come from these functions. */
export const scriptedAdapter = (script: {
  readonly request: (request: SeenRequest, index: number) => ScriptedAnswer | Promise<ScriptedAnswer>;
  readonly socket?: (request: SocketRequest, index: number) => ScriptedSocket;
  readonly capabilities?: Partial<Capabilities>;
}): ScriptedAdapter => {
  const requests: Array<SeenRequest> = [];
  const handshakes: Array<SocketRequest> = [];
  let open = 0;

  const request = async (asked: AdapterRequest): ReturnType<Adapter["request"]> => {
    const seen: SeenRequest = {
      method: asked.method,
      url: new URL(asked.url),
      headers: asked.headers,
      body: asked.body === undefined ? undefined : new TextDecoder().decode(asked.body),
    };
    requests.push(seen);
    open += 1;
    let over = false;
    const end = (): void => {
      if (!over) open -= 1;
      over = true;
    };
    asked.signal.addEventListener("abort", end, { once: true });
    const gone = aborted(asked.signal);
    gone.catch(() => undefined);
    try {
      const answer = await Promise.race([script.request(seen, requests.length - 1), gone]);
      if ("silence" in answer) return await gone;
      if ("fault" in answer) {
        throw new AdapterFault(answer.fault, answer.message ?? answer.fault, {
          ...(answer.cause === undefined ? {} : { cause: answer.cause }),
          ...(answer.reusedConnection === undefined ? {} : { reusedConnection: answer.reusedConnection }),
        });
      }
      const steps = stepsOf(answer);
      const body: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            if (asked.signal.aborted) return await gone;
            const next = steps.shift();
            const step = typeof next === "function" ? next() : next;
            if (step === undefined) {
              end();
              return { done: true, value: undefined };
            }
            if (typeof step === "object" && "silence" in step) return await gone;
            if (typeof step === "object" && "repeat" in step) {
              steps.unshift(step);
              await Promise.race([turned(), gone]);
              return { done: false, value: bytesOf(step.repeat) };
            }
            if (typeof step === "object" && "cut" in step) {
              end();
              throw new AdapterFault(step.cut, "cut by the script");
            }
            return { done: false, value: bytesOf(step) };
          },
        }),
      };
      return { status: answer.status ?? 200, headers: answer.headers ?? {}, body };
    } catch (cause) {
      end();
      throw cause;
    }
  };

  const openSocket: NonNullable<Adapter["openSocket"]> = async (asked) => {
    handshakes.push(asked);
    const what = script.socket?.(asked, handshakes.length - 1) ?? { fault: "refused" };
    const gone = aborted(asked.signal);
    gone.catch(() => undefined);
    if ("silence" in what) return await gone;
    if ("fault" in what)
      throw new AdapterFault(what.fault, what.fault, what.answer === undefined ? {} : { response: what.answer });
    open += 1;
    let over = false;
    const end = (): void => {
      if (!over) open -= 1;
      over = true;
    };
    asked.signal.addEventListener("abort", end, { once: true });
    const steps = [...what.steps];
    let closed: SocketClosed | undefined;
    let pulling = false;
    const pull = async (): Promise<SocketFrames | SocketClosed> => {
      if (pulling) throw new Error("two pulls at once");
      pulling = true;
      try {
        if (closed !== undefined) return closed;
        const next = steps.shift();
        const step = typeof next === "function" ? next() : next;
        if (step === undefined || "silence" in step) return await gone;
        if ("cut" in step) throw new AdapterFault(step.cut, "cut by the script");
        if ("repeat" in step) {
          steps.unshift(step);
          await Promise.race([turned(), gone]);
          return { type: "frames", frames: step.repeat };
        }
        if ("frames" in step) {
          if ("after" in step) await step.after;
          return { type: "frames", frames: step.frames };
        }
        closed = {
          type: "closed",
          code: step.closed,
          reason: step.reason ?? "",
          ...(step.overflow === undefined ? {} : { overflow: step.overflow }),
        };
        return closed;
      } finally {
        pulling = false;
      }
    };
    return { pull, destroy: end };
  };

  return {
    adapter: {
      runtime: { name: "script", version: "1", capabilities: { ...ableCapabilities, ...script.capabilities } },
      request,
      ...(script.socket === undefined ? {} : { openSocket }),
    },
    requests,
    handshakes,
    open: () => open,
  };
};
