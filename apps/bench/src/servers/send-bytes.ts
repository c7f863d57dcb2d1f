import type { Writable } from "node:stream";

/** Bytes of one write; many tails share the server in turns of this size. */
const PIECE = 256 * 1024;

/**
 * Writes the bytes in pieces and waits whenever the peer is slow. False when the peer has disconnected.
 *
 * @param unit pieces are multiples of this many bytes
 * @param before called with the end of each piece before it is written
 */
export const sendBytes = (
  to: Writable,
  bytes: Buffer,
  { unit = 1, before }: { readonly unit?: number; readonly before?: (end: number) => void } = {},
): Promise<boolean> => {
  const piece = Math.max(unit, PIECE - (PIECE % unit));
  let at = 0;
  return new Promise((resolve) => {
    const end = (sent: boolean): void => {
      to.off("drain", write);
      to.off("close", onClose);
      resolve(sent);
    };
    const onClose = (): void => end(false);
    const write = (): void => {
      while (at < bytes.length) {
        if (to.destroyed) return end(false);
        const next = Math.min(at + piece, bytes.length);
        before?.(next);
        const accepted = to.write(bytes.subarray(at, next));
        at = next;
        if (!accepted) return;
      }
      end(!to.destroyed);
    };
    to.on("drain", write);
    to.on("close", onClose);
    write();
  });
};
