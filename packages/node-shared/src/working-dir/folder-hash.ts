import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { FolderEntry } from "./folder-entries.ts";

/** Told of each piece of a file as it is read. */
export type OnPiece = (piece: Uint8Array) => void;

/** Reads an entry's content, if it has one, piece by piece. */
const readEntry = async (entry: FolderEntry, onPiece: OnPiece, signal: AbortSignal | undefined): Promise<void> => {
  if (entry.kind !== "file") return;
  for await (const piece of createReadStream(entry.file, signal === undefined ? {} : { signal }))
    onPiece(piece as Buffer);
};

/** The SHA-1 of an entry as Ray makes it: over the path, then the content. */
export const hashEntry = async (
  entry: FolderEntry,
  onPiece: OnPiece = () => undefined,
  signal?: AbortSignal,
): Promise<Uint8Array> => {
  const hash = createHash("sha1").update(entry.path);
  await readEntry(
    entry,
    (piece) => {
      hash.update(piece);
      onPiece(piece);
    },
    signal,
  );
  return hash.digest();
};

/**
 * The name that Ray's own client gives to a folder's package, so that both find what the other uploaded: the first 8 bytes of
 * all entries' hashes, one xor the other, from eight digits zero on (read in the source of 2.60.0 and compared with it by the
 * live suite).
 */
export const packageNameOf = (hashes: Iterable<Uint8Array>): string => {
  const all = Buffer.alloc(8, "0");
  for (const hash of hashes) for (let at = 0; at < 8; at++) all[at] = (all[at] ?? 0) ^ (hash[at] ?? 0);
  return `_ray_pkg_${all.toString("hex")}.zip`;
};
