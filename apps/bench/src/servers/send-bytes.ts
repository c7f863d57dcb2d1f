import { once } from "node:events";
import type { Writable } from "node:stream";

/** Bytes of one write; many tails share the server in turns of this size. */
const PIECE = 64 * 1024;

/**
 * Writes the bytes in pieces and waits whenever the peer is slow. False when the peer has disconnected.
 *
 * @param unit pieces are multiples of this many bytes
 * @param before called with the end of each piece before it is written
 */
export const sendBytes = async (
  to: Writable,
  bytes: Buffer,
  { unit = 1, before }: { readonly unit?: number; readonly before?: (end: number) => void } = {},
): Promise<boolean> => {
  const piece = Math.max(unit, PIECE - (PIECE % unit));
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  to.once("close", onClose);
  try {
    for (let at = 0; at < bytes.length; at += piece) {
      if (to.destroyed) return false;
      const end = Math.min(at + piece, bytes.length);
      before?.(end);
      if (!to.write(bytes.subarray(at, end))) await once(to, "drain", { signal: gone.signal });
    }
    return !to.destroyed;
  } catch (error) {
    if (gone.signal.aborted) return false;
    throw error;
  } finally {
    to.off("close", onClose);
  }
};
