import { InvalidRequest, mostPackageBytes } from "@jobwire/core";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { FolderEntry } from "./folder-entries.ts";
import { hashEntry } from "./folder-hash.ts";

/** The earliest time that an archive can hold, in whatever zone: its fields are local times. */
const time = (): Date => new Date(1980, 0, 1);
/** Unix, so that modes count. */
const os = 3;
const modes = { folder: 0o040_755, executable: 0o100_755, file: 0o100_644 };
const attributes = (mode: number): number => mode * 0x1_0000;

/** What was packed. */
export interface ZippedFolder {
  readonly bytes: Uint8Array;
  /** Of all entries, as they were read now. */
  readonly hashes: ReadonlyArray<Uint8Array>;
}

/**
 * Packs entries into a zip archive: the same entries with the same content give the same bytes, whenever, wherever and on
 * whichever runtime. Fails with `InvalidRequest` (reason `local`) as soon as it passes `mostBytes`.
 */
export const zipFolder = async (
  entries: ReadonlyArray<FolderEntry>,
  signal?: AbortSignal,
  mostBytes: number = mostPackageBytes,
): Promise<ZippedFolder> => {
  const pieces: Array<Uint8Array> = [];
  let size = 0;
  let failure: Error | undefined;
  const zip = new Zip((error, piece) => {
    if (error !== null) failure ??= error;
    else {
      pieces.push(piece);
      size += piece.byteLength;
    }
  });
  const check = (): void => {
    if (failure !== undefined) throw failure;
    if (size <= mostBytes) return;
    throw new InvalidRequest({
      message: `the folder packs to more than the ${mostBytes} bytes (${mostBytes / 1_048_576} MiB) that Ray takes; leave files out by excludes or a .rayignore`,
      reason: "local",
    });
  };
  const hashes: Array<Uint8Array> = [];
  try {
    for (const entry of entries) {
      if (entry.kind === "file") {
        const packed = new ZipDeflate(entry.path, { level: 6 });
        packed.mtime = time();
        packed.os = os;
        packed.attrs = attributes(entry.executable ? modes.executable : modes.file);
        zip.add(packed);
        const push = (piece: Uint8Array): void => {
          packed.push(piece);
          check();
        };
        hashes.push(await hashEntry(entry, push, signal));
        packed.push(new Uint8Array(0), true);
      } else {
        hashes.push(await hashEntry(entry, undefined, signal));
        if (entry.kind === "folder" && entry.empty && entry.path !== ".") {
          const packed = new ZipPassThrough(`${entry.path}/`);
          packed.mtime = time();
          packed.os = os;
          packed.attrs = attributes(modes.folder) + 0x10;
          zip.add(packed);
          packed.push(new Uint8Array(0), true);
        }
      }
      check();
    }
    zip.end();
    check();
  } catch (error) {
    zip.terminate();
    throw error;
  }
  return { bytes: Buffer.concat(pieces), hashes };
};
