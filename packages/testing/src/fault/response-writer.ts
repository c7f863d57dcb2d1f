import { Buffer } from "node:buffer";
import type { Bytes, Cut } from "./response.ts";
import type { Connection } from "./connection.ts";
import type { Gate } from "./gate.ts";

/** The scripted cut is due: the response must stop here. */
export class CutReached extends Error {
  override readonly name = "CutReached";
}

const nothing = new Uint8Array(0);

/** Text as UTF-8; bytes as they are. */
export function toBytes(bytes: Bytes): Uint8Array {
  return typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
}

/** Writes a response's body and stops exactly at its cut by throwing {@link CutReached}. */
export class ResponseWriter {
  readonly #connection: Connection;
  readonly #cut: Cut | undefined;
  readonly #gate: Gate | undefined;
  #left: number;
  #piecesLeft: number;

  constructor(connection: Connection, cut: Cut | undefined, gate: Gate | undefined) {
    this.#connection = connection;
    this.#cut = cut;
    this.#gate = gate;
    this.#left = cut?.afterBytes ?? Number.POSITIVE_INFINITY;
    this.#piecesLeft = cut?.afterPieces ?? Number.POSITIVE_INFINITY;
  }

  /** Bytes that may still be sent before the cut. */
  get left(): number {
    return this.#left;
  }

  /** Throws when the cut is due. Call it once after the response head, for a cut at byte 0. */
  check(): void {
    if (this.#left <= 0 || this.#piecesLeft <= 0) throw new CutReached();
  }

  /** Waits until the test lets the next piece pass. */
  async gate(): Promise<void> {
    await this.#gate?.pass(this.#connection.signal);
  }

  /** Sends one piece: framing, payload, framing. */
  async send(before: Uint8Array, payload: Uint8Array, after: Uint8Array): Promise<void> {
    await this.finish(before, payload, after);
    this.#piecesLeft -= 1;
    if (this.#piecesLeft <= 0) throw new CutReached();
  }

  /** Sends framing that belongs to no piece: the end of a body. */
  async finish(before: Uint8Array, payload: Uint8Array = nothing, after: Uint8Array = nothing): Promise<void> {
    const wire = this.#cut?.unit === "wire";
    const counted = wire ? before.length + payload.length + after.length : payload.length;
    const all = Buffer.concat([before, payload, after]);
    if (counted < this.#left) {
      this.#left -= counted;
      await this.#connection.write(all);
      return;
    }
    await this.#connection.write(all.subarray(0, this.#left + (wire ? 0 : before.length)));
    this.#left = 0;
    throw new CutReached();
  }
}

/** Waits for `promise`, but no longer than the client stays connected. */
export function whileConnected<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const left = () => reject(signal.reason);
    if (signal.aborted) left();
    else signal.addEventListener("abort", left, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", left));
  });
}

/** Iterates over a sync or async iterable and stops when the client disconnects. */
export async function* untilLeft<T>(
  items: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  if (!(Symbol.asyncIterator in items)) {
    for (const item of items) yield item;
    return;
  }
  const iterator = items[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await whileConnected(iterator.next(), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Does not await: a generator that waits inside would delay the end of a connection that is already closed.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
