import type { TailBackend } from "../backend.ts";
import type { Coordinate } from "../text/coordinate.ts";

/** Log text, or a heartbeat. */
export type Meaning = "text" | "heartbeat";

/** It remembers at most this many kinds of messages; the tail compares each message of a further kind with the log. */
const maxKinds = 256;
/** After this many comparisons with the plain log, a kind of message that it does not contain is a heartbeat. */
const maxMisses = 3;

/** One tail's knowledge about its live sources, over all of their connections. */
export class LiveMemory {
  #replays: boolean | undefined;
  readonly #kinds = new Map<string, Meaning>();
  /** How often the log did not contain messages of a kind whose meaning is unknown. */
  readonly #misses = new Map<string, number>();
  #doubted: Coordinate | undefined;
  #lookFrom = 0;

  constructor(replay: TailBackend["replay"]) {
    this.#replays = replay === "always" ? true : undefined;
  }

  /** Whether connections begin with the log's first line; undefined until a connection shows it. */
  get replays(): boolean | undefined {
    return this.#replays;
  }

  /** A connection began, or did not begin, with the log's first line. */
  noteReplay(replays: boolean | undefined): void {
    this.#replays = replays;
  }

  /** The meaning of messages of this kind, if it is known. */
  meaningOf(kind: string): Meaning | undefined {
    return this.#kinds.get(kind);
  }

  /** Remembers the meaning of messages of a kind. The first meaning stays. */
  learn(kind: string, meaning: Meaning): void {
    if (!this.#kinds.has(kind) && this.#kinds.size < maxKinds) this.#kinds.set(kind, meaning);
  }

  /** The log does not contain messages of this kind. */
  noteMiss(kind: string): void {
    const misses = (this.#misses.get(kind) ?? 0) + 1;
    if (misses >= maxMisses) this.learn(kind, "heartbeat");
    else if (this.#misses.size < maxKinds || this.#misses.has(kind)) this.#misses.set(kind, misses);
  }

  /** When a new connection may read the plain log for the position of its text, in milliseconds of the monotonic clock. */
  get lookFrom(): number {
    return this.#lookFrom;
  }

  /** The log repeats itself, so that a look found no position. The next connection's looks come not sooner than this one's. */
  noteRepetition(lookFrom: number): void {
    this.#lookFrom = lookFrom;
  }

  /** The newline that a socket shows after this position may be one too many. */
  doubt(at: Coordinate): void {
    this.#doubted = at;
  }

  /** True where a newline was doubted before: when a replay shows it again, it exists. */
  isDoubted({ units, newlines }: Coordinate): boolean {
    return this.#doubted?.units === units && this.#doubted.newlines === newlines;
  }
}
