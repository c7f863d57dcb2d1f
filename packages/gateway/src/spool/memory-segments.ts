import type { Segment, SegmentStore } from "./segment-store.ts";

const defaultBytes = 256 * 1024 * 1024;

const memorySegment = (): Segment => {
  let bytes = new Uint8Array(0);
  let length = 0;
  return {
    append: (more) => {
      if (length + more.length > bytes.length) {
        // Doubled, so that many small appends copy each byte about once.
        const larger = new Uint8Array(Math.max(length + more.length, bytes.length * 2, 64 * 1024));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(more, length);
      length += more.length;
      return Promise.resolve();
    },
    // A copy: a view would keep the whole segment alive after its removal.
    read: (at, count) => Promise.resolve(bytes.slice(at, at + count)),
    remove: () => {
      bytes = new Uint8Array(0);
      return Promise.resolve();
    },
  };
};

/** Keeps segments in memory, for runtimes without a file system. */
export const memorySegments = (): SegmentStore => ({
  create: () => Promise.resolve(memorySegment()),
  defaultBytes,
  segmentBytes: 4 * 1024 * 1024,
});
