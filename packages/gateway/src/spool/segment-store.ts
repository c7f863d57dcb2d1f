/** A part of one log, written once from its first byte to its last. */
export interface Segment {
  /** Adds bytes at the end. */
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Reads bytes that were added before; `length` bytes exactly. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>;
  /** Frees the memory or the file. A read that runs meanwhile may fail. */
  readonly remove: () => Promise<void>;
}

/** Where segments are kept. */
export interface SegmentStore {
  readonly create: () => Promise<Segment>;
  /** The bytes that all segments may have together unless the gateway's limits have another number. */
  readonly defaultBytes: number;
  /** The largest segment. Each costs one of the store's resources, such as an open file. */
  readonly segmentBytes: number;
}
