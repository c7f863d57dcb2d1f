import { LogReset } from "@jobwire/core";
import type { SourcePart } from "../log/log-source.ts";
import { Checksum } from "./checksum.ts";
import { RecentPieces } from "./recent-pieces.ts";
import type { Segment, SegmentStore } from "./segment-store.ts";
import type { SpoolBudget } from "./spool-budget.ts";
import { SpoolSegment } from "./spool-segment.ts";

/** A line start of a log from which its source can continue. */
export interface SpoolMark {
  readonly offset: number;
  /** Lines before it. */
  readonly lines: number;
  readonly mark: unknown;
}

/** What a spool needs. */
export interface SpoolOptions {
  /** The log's name in messages. */
  readonly label: string;
  readonly store: SegmentStore;
  readonly budget: SpoolBudget;
  /** Reads the log again, after a mark or from its start. */
  readonly reread: (mark: unknown, signal: AbortSignal) => AsyncIterable<SourcePart>;
  /** Runs a read of the source when its turn comes. */
  readonly inTurn: <A>(read: () => Promise<A>) => Promise<A>;
}

const leastSegmentBytes = 64 * 1024;
/** The distance of marks: what is read in vain, at most, to read an evicted part again. */
const markBytes = 1024 * 1024;
const startMark: SpoolMark = { offset: 0, lines: 0, mark: undefined };

/** The last of the entries, ordered by `key`, whose key is not above `value`. */
const lastAtMost = <A>(entries: ReadonlyArray<A>, key: (entry: A) => number, value: number): A | undefined => {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(entries[middle] as A) <= value) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
};

/** The text of one log as far as it was read from its source, in segments that may be evicted and are then read again. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #segmentBytes: number;
  readonly #segments: Array<SpoolSegment> = [];
  readonly #marks: Array<SpoolMark> = [startMark];
  readonly #recent = new RecentPieces();
  readonly #closing = new AbortController();
  #end = startMark;

  constructor(options: SpoolOptions) {
    this.#options = options;
    // A part of the budget, so that one log can be read at several places.
    const share = Math.max(leastSegmentBytes, Math.floor(options.budget.maxBytes / 8));
    this.#segmentBytes = Math.min(options.store.segmentBytes, share);
  }

  /** Where the log ends as it was read so far; its source continues there. */
  get end(): SpoolMark {
    return this.#end;
  }

  /** Adds what the source yielded. */
  async append({ bytes, lines, mark }: SourcePart): Promise<void> {
    const { store, budget } = this.#options;
    const start = this.#end.offset;
    for (let at = 0; at < bytes.length; ) {
      let segment = this.#segments.at(-1);
      if (segment === undefined || !segment.held || segment.end - segment.start >= this.#segmentBytes) {
        segment = new SpoolSegment(start + at, await store.create(), budget);
        this.#segments.push(segment);
      }
      const length = Math.min(bytes.length - at, this.#segmentBytes - (segment.end - segment.start));
      await segment.append(bytes.subarray(at, at + length));
      at += length;
    }
    this.#recent.add(start, bytes);
    this.#end = { offset: start + bytes.length, lines, mark };
    if (this.#end.offset - (this.#marks.at(-1)?.offset ?? 0) >= markBytes) this.#marks.push(this.#end);
  }

  /** Between 1 and `max` bytes from `offset`, which is before the end. Fails with the source's errors when it must read again. */
  async read(offset: number, max: number): Promise<Uint8Array> {
    const recent = this.#recent.at(offset);
    if (recent !== undefined) return recent.length <= max ? recent : recent.subarray(0, max);
    const segment = lastAtMost(this.#segments, ({ start }) => start, offset);
    if (segment === undefined || offset >= segment.end) throw new Error("an offset beyond the spool");
    const length = Math.min(max, segment.end - offset, this.#end.offset - offset);
    return await segment.read(offset, length, () => this.#options.inTurn(() => this.#readAgain(segment)));
  }

  /** The last mark at or before an offset. */
  markAt(offset: number): SpoolMark {
    return lastAtMost(this.#marks, (mark) => mark.offset, offset) ?? startMark;
  }

  /** The last mark at or before the start of a line. */
  markAtLine(line: number): SpoolMark {
    return lastAtMost(this.#marks, ({ lines }) => lines, line) ?? startMark;
  }

  /** Frees everything. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#segments.map((segment) => segment.remove()));
  }

  async #readAgain({ start, end, checksum }: SpoolSegment): Promise<Segment> {
    const { store, reread, label } = this.#options;
    const mark = this.markAt(start);
    const stop = new AbortController();
    const data = await store.create();
    try {
      let at = mark.offset;
      const again = new Checksum();
      for await (const { bytes } of reread(mark.mark, AbortSignal.any([stop.signal, this.#closing.signal]))) {
        const part = bytes.subarray(Math.max(start - at, 0), Math.max(Math.min(end - at, bytes.length), 0));
        if (part.length > 0) await data.append(part);
        again.add(part);
        at += bytes.length;
        if (at >= end) break;
      }
      if (at >= end && again.equals(checksum)) return data;
      const change = at < end ? "is shorter than before" : "has changed";
      throw new LogReset({
        message: `${label} ${change}: a part of it that was read earlier no longer exists. Read it again from its start`,
        reason: "different-lines",
      });
    } catch (error) {
      await data.remove();
      throw error;
    } finally {
      stop.abort();
    }
  }
}
