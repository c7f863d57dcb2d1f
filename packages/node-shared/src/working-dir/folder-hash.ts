import { nodeModules } from "../node-modules.ts";
import type { ReadEntry } from "./read-entries.ts";

/** Called with each piece of a file as it is read. */
export type OnPiece = (piece: Uint8Array) => void;

/** The SHA-1 of an entry as Ray computes it: over the path, then the content. */
export const hashEntry = async (
  { entry, content, pieces }: ReadEntry,
  onPiece: OnPiece = () => undefined,
): Promise<Uint8Array> => {
  const hash = nodeModules.crypto.createHash("sha1").update(entry.path);
  const take = (piece: Uint8Array): void => {
    hash.update(piece);
    onPiece(piece);
  };
  if (content !== undefined) take(content);
  if (pieces !== undefined) for await (const piece of pieces) take(piece);
  return hash.digest();
};

/**
 * The name that Ray's own client assigns to a folder's package, so that each finds the other's uploads: the first 8 bytes of all
 * entries' hashes, combined by xor, starting from eight zero digits (read in the source of 2.60.0; the live suite compares it).
 */
export const packageNameOf = (hashes: Iterable<Uint8Array>): string => {
  const all = Buffer.alloc(8, "0");
  for (const hash of hashes) for (let at = 0; at < 8; at++) all[at] = (all[at] ?? 0) ^ (hash[at] ?? 0);
  return `_ray_pkg_${all.toString("hex")}.zip`;
};
