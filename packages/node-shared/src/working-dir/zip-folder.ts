import { InvalidRequest } from "@jobwire/core/errors";
import { mostPackageBytes } from "@jobwire/core/runtime-env-parts";
import { deflateSync, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { FolderEntry } from "./folder-entries.ts";
import { hashEntry } from "./folder-hash.ts";
import { type ReadEntry, readEntries } from "./read-entries.ts";

/** The earliest time that an archive can hold, in any time zone: its fields are local times. */
const time = (): Date => new Date(1980, 0, 1);
/** Unix, so that file modes count. */
const os = 3;
const modes = { folder: 0o040_755, executable: 0o100_755, file: 0o100_644 };
const attributes = (mode: number): number => mode * 0x1_0000;

/** The result of packing. */
export interface ZippedFolder {
  readonly bytes: Uint8Array;
  /** Of all entries, as they were read now. */
  readonly hashes: ReadonlyArray<Uint8Array>;
}

/** The largest size of a file that is stored uncompressed: compressing it costs more time than its header has bytes. */
const storedBytes = 512;

/** A small file, compressed whole: `ZipDeflate` keeps 96 KiB for each file until the archive is done. */
class ZipSmallFile extends ZipPassThrough {
  override compression = 8;
  protected override process(chunk: Uint8Array<ArrayBuffer>, final: boolean): void {
    this.ondata(null, deflateSync(chunk, { level: 6 }), final);
  }
}

/** A folder's package has paths unchanged; a module's has the module's folder above them. */
const pathIn = (folder: string | undefined, path: string): string =>
  folder === undefined ? path : path === "." ? folder : `${folder}/${path}`;

/** How a folder is packed. */
export interface ZipOptions {
  readonly signal?: AbortSignal | undefined;
  readonly maxBytes?: number | undefined;
  /** What is too large, for the error; default: the folder. */
  readonly label?: string | undefined;
  /** The largest entries, for the error. */
  readonly largest?: (() => string) | undefined;
  /** The folder at the top of the archive; undefined for none. */
  readonly topFolder?: string | undefined;
}

/**
 * Packs entries into a zip archive: the same entries with the same content produce the same bytes, at any time, on any machine and
 * on any runtime. Fails with `InvalidRequest` (reason `local`) as soon as it exceeds `maxBytes`.
 */
export const zipFolder = async (
  entries: ReadonlyArray<FolderEntry>,
  { signal, maxBytes = mostPackageBytes, topFolder, label = "the folder", largest }: ZipOptions = {},
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
    if (size <= maxBytes) return;
    const most = largest === undefined ? "" : `. The largest before packing: ${largest()}`;
    throw new InvalidRequest({
      message: `${label} packs to more than the ${maxBytes} bytes (${maxBytes / 1_048_576} MiB) that Ray accepts${most}. Leave files out with excludes (--exclude) or a .rayignore file, or put them where the cluster can read them`,
      reason: "local",
    });
  };
  const add = <Part extends ZipPassThrough | ZipDeflate>(part: Part, attrs: number): Part => {
    part.mtime = time();
    part.os = os;
    part.attrs = attrs;
    zip.add(part);
    return part;
  };
  const packFile = async (read: ReadEntry, path: string): Promise<Uint8Array> => {
    const attrs = attributes(read.executable ? modes.executable : modes.file);
    const { content } = read;
    if (content !== undefined) {
      const part = content.byteLength > storedBytes ? new ZipSmallFile(path) : new ZipPassThrough(path);
      add(part, attrs).push(content, true);
      return await hashEntry(read);
    }
    const packed = add(new ZipDeflate(path, { level: 6 }), attrs);
    const hash = await hashEntry(read, (piece) => {
      packed.push(piece);
      check();
    });
    packed.push(new Uint8Array(0), true);
    return hash;
  };
  const hashes: Array<Uint8Array> = [];
  try {
    for await (const read of readEntries(entries, signal)) {
      const { kind, empty, path } = read.entry;
      if (kind === "file") hashes.push(await packFile(read, pathIn(topFolder, path)));
      else {
        hashes.push(await hashEntry(read));
        if (empty && (path !== "." || topFolder !== undefined)) {
          const packed = new ZipPassThrough(`${pathIn(topFolder, path)}/`);
          add(packed, attributes(modes.folder) + 0x10).push(new Uint8Array(0), true);
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
