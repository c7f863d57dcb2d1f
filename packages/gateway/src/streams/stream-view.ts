/** Where bytes of a stream end. */
export interface StreamExtent {
  /** The offset after them. */
  readonly next: string;
  /** They reach the end of what is known now. */
  readonly upToDate: boolean;
  /** The stream goes on after them, and they ended because of `maxBytes`: at this offset they are always the same. */
  readonly behind?: boolean;
  /** The stream is complete, and they reach its end. */
  readonly closed: boolean;
}

/** Bytes of a stream: text, or lines of JSON. */
export interface StreamPart extends StreamExtent {
  readonly bytes: Uint8Array;
}

/** One stream for one reader: a log, events, or the changes of a system. */
export interface StreamView {
  /** Its messages are lines of JSON; otherwise it is text. */
  readonly json: boolean;
  /** The bytes from an offset, at most about `maxBytes`, none at the end. Fails with the stream's failure at the end of what was read. */
  readonly read: (offset: string, maxBytes: number) => Promise<StreamPart>;
  /** Where a read with this limit ends, without reading it whole. Absent for messages: only reading shows where they end. */
  readonly extent?: (offset: string, maxBytes: number) => Promise<StreamExtent>;
  /** Changes whenever a read could return something else. */
  readonly version: () => number;
  /** Resolves when the version is another one than `seen`, after `ms`, or when the signal fires. */
  readonly changed: (seen: number, ms: number, signal: AbortSignal) => Promise<void>;
}
