/** Collects byte pieces of any size into one array. */
export interface ByteBuffer {
  readonly length: () => number;
  readonly append: (piece: Uint8Array) => void;
  /** A copy of all bytes collected so far. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/** Copies each piece: a server may send a body byte by byte, and an array of such pieces takes fifty times their memory. */
export const makeByteBuffer = (): ByteBuffer => {
  let storage = new Uint8Array(4096);
  let length = 0;
  return {
    length: () => length,
    append: (piece) => {
      const needed = length + piece.byteLength;
      if (needed > storage.byteLength) {
        const larger = new Uint8Array(Math.max(needed, storage.byteLength * 2));
        larger.set(storage.subarray(0, length));
        storage = larger;
      }
      storage.set(piece, length);
      length = needed;
    },
    bytes: () => storage.slice(0, length),
  };
};
