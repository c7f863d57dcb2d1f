import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Ending } from "./response.ts";
import { resetSocket } from "./reset-socket.ts";

/** The client closed the connection, or the server was closed, while a read or a write was pending. */
export class ClientLeft extends Error {
  override readonly name = "ClientLeft";
}

const pauseAbove = 1 << 20;

/**
 * One accepted TCP connection, read and written by pull. It uses raw sockets because node:http cannot cut inside a chunk and
 * offers different controls over its sockets on Node, Bun and Deno.
 */
export class Connection {
  readonly id: number;
  /** Aborted with the reason {@link ClientLeft} as soon as the socket is closed. */
  readonly signal: AbortSignal;
  readonly #socket: Socket;
  readonly #gone = new AbortController();
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;
  #discarding = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(id: number, socket: Socket) {
    this.id = id;
    this.#socket = socket;
    this.signal = this.#gone.signal;
    socket.setNoDelay(true);
    socket.on("data", (data: Buffer) => {
      if (this.#discarding) return;
      this.#held.push(data);
      this.#heldBytes += data.length;
      if (this.#heldBytes > pauseAbove) socket.pause();
      this.#notify();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#notify();
    });
    // A client's reset is an ordinary event here; `close` always follows and ends the pending read or write.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#ended = true;
      this.#gone.abort(new ClientLeft("The client closed the connection."));
      this.#notify();
    });
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Returns the next bytes, at most `limit`, or undefined once the client has ended its side. */
  async read(limit: number = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
    while (this.#heldBytes === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const first = this.#held.shift() as Buffer;
    this.#heldBytes -= first.length;
    if (first.length > limit) this.unread(first.subarray(limit));
    if (this.#heldBytes <= pauseAbove && !this.#stopped) this.#socket.resume();
    return first.length > limit ? first.subarray(0, limit) : first;
  }

  /** Puts bytes back in front of the unread ones. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.unshift(bytes);
    this.#heldBytes += bytes.length;
  }

  /** Resolves when the kernel took the bytes, so that a reset right after it loses none of them on loopback. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const left = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", left, { once: true });
      this.#socket.write(bytes, (error) => {
        this.signal.removeEventListener("abort", left);
        if (error) reject(new ClientLeft("The client closed the connection.", { cause: error }));
        else resolve();
      });
    });
  }

  /** Reads and drops what the client still sends, so that the server sees the client close the connection. */
  discard(): void {
    this.#discarding = true;
    this.#held.length = 0;
    this.#heldBytes = 0;
    if (!this.#stopped) this.#socket.resume();
  }

  stopReading(): void {
    this.#stopped = true;
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#stopped = false;
    this.#socket.resume();
  }

  /**
   * Ends the connection in the given way and resolves when it is closed; after `fin` and `stall` the client decides when. Drops
   * what the client still sends, unless another caller continues to read.
   */
  async end(how: Ending, readOn = false): Promise<void> {
    if (how === "reset") resetSocket(this.#socket);
    else {
      if (!readOn) this.discard();
      if (how === "fin") this.#socket.end();
    }
    await this.closed();
  }

  /** Resolves when the socket is closed. */
  closed(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
