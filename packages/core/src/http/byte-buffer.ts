/** Bytes that are gathered from pieces of any size. */
export interface ByteBuffer {
  readonly length: () => number;
  readonly append: (piece: Uint8Array) => void;
  /** All of them, as one array of its own. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/** Gathers by copying: a server may send a body byte by byte, and an array of such pieces takes fifty times their memory. */
export const makeByteBuffer = (): ByteBuffer => {
  let room = new Uint8Array(4096);
  let length = 0;
  return {
    length: () => length,
    append: (piece) => {
      const needed = length + piece.byteLength;
      if (needed > room.byteLength) {
        const larger = new Uint8Array(Math.max(needed, room.byteLength * 2));
        larger.set(room.subarray(0, length));
        room = larger;
      }
      room.set(piece, length);
      length = needed;
    },
    bytes: () => room.slice(0, length),
  };
};
