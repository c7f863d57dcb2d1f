import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Conflict } from "@jobwire/core/errors";
import type { FolderEntry } from "./folder-entries.ts";

/** An entry as it is read now. */
export interface ReadEntry {
  readonly entry: FolderEntry;
  readonly executable: boolean;
  /** The whole content of a small file; undefined for a larger one, and for a folder. */
  readonly content: Uint8Array | undefined;
  /** The content of a larger file, piece by piece. */
  readonly pieces: AsyncIterable<Uint8Array> | undefined;
}

/** How many small files to read at once: the system reads several as fast as one. */
const ahead = 8;
/** The largest size, in bytes, of a file that is read at once. */
const smallBytes = 131_072;
const pieceBytes = 262_144;
/** Opens without blocking, in case the file has become a pipe. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const changed = (file: string): Conflict =>
  new Conflict({ message: `${file} changed while it was read. Try again.`, reason: "changed" });

/** A file that is larger than when it was opened is being written: it may never end. */
const piecesOf = async function* (
  file: FileHandle,
  name: string,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  await using own = file;
  for (let read = 0; ; ) {
    signal?.throwIfAborted();
    const piece = new Uint8Array(pieceBytes);
    const { bytesRead } = await own.read(piece, 0, pieceBytes, null);
    if (bytesRead === 0) return;
    read += bytesRead;
    if (read > size) throw changed(name);
    yield piece.subarray(0, bytesRead);
  }
};

const readEntry = async (entry: FolderEntry, signal: AbortSignal | undefined): Promise<ReadEntry> => {
  const none = { entry, executable: false, content: undefined, pieces: undefined };
  if (entry.kind === "folder") return none;
  const file = await open(entry.file, flags);
  let streamed = false;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw changed(entry.file);
    const executable = (stats.mode & 0o111) !== 0;
    if (stats.size > smallBytes) {
      streamed = true;
      return { ...none, executable, pieces: piecesOf(file, entry.file, stats.size, signal) };
    }
    // Reads one byte more than its size, to detect that it grows; files of /proc report size 0.
    let bytes = new Uint8Array((stats.size === 0 ? smallBytes : stats.size) + 1);
    let length = 0;
    while (length < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, length, bytes.byteLength - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === stats.size) break;
    }
    if (length === bytes.byteLength) throw changed(entry.file);
    if (stats.size === 0 && length === 0) bytes = new Uint8Array(0);
    return { ...none, executable, content: bytes.subarray(0, length) };
  } finally {
    if (!streamed) await file.close();
  }
};

/** Reads entries in order, small files ahead of time. Ends with the signal's reason, and leaves nothing open. */
export const readEntries = async function* (
  entries: ReadonlyArray<FolderEntry>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadEntry> {
  const under: Array<Promise<ReadEntry>> = [];
  let next = 0;
  const start = (): void => {
    const entry = entries[next++];
    if (entry === undefined) return;
    const reading = readEntry(entry, signal);
    // The code below awaits it; until then this prevents an unhandled rejection.
    reading.catch(() => undefined);
    under.push(reading);
  };
  try {
    for (let at = 0; at < ahead; at++) start();
    for (let first = under.shift(); first !== undefined; first = under.shift()) {
      signal?.throwIfAborted();
      const read = await first;
      yield read;
      start();
    }
  } finally {
    for (const left of under) {
      const read = await left.catch(() => undefined);
      await (read?.pieces as AsyncGenerator<Uint8Array> | undefined)?.return(undefined);
    }
  }
};
