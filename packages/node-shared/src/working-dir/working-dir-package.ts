import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Aborted, Conflict, InvalidRequest, isJobwireError, type PackageSource } from "@jobwire/core";
import { defaultExcludes, type FolderEntry, folderEntries } from "./folder-entries.ts";
import { hashEntry, packageNameOf } from "./folder-hash.ts";
import { zipFolder } from "./zip-folder.ts";

/** What goes into a package, and who is told. */
export interface WorkingDirOptions {
  /** Further rules as in a `.gitignore`, relative to the folder, such as `*.csv` or `data/`. */
  readonly excludes?: ReadonlyArray<string> | undefined;
  /** Leave out what `.gitignore` files name, as Ray's own client does; `.rayignore` files always count. Default true. */
  readonly gitignore?: boolean | undefined;
  /** Leave out `.git`, `.venv`, `venv` and `__pycache__`, as Ray's own client does. Default true. */
  readonly defaultExcludes?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told now and then while the folder is read to name the package. */
  readonly onRead?: ((files: number, bytes: number) => void) | undefined;
}

/** A folder as a package: named now, packed when Ray asks for it. */
export interface WorkingDirPackage extends PackageSource {
  /** Files in it. */
  readonly files: number;
  /** Their bytes, before packing. */
  readonly fileBytes: number;
}

/** In the words of Jobwire's errors: an abort, or a file that cannot be read. */
const told = (folder: string, error: unknown, signal: AbortSignal | undefined): unknown => {
  if (signal?.aborted === true) {
    return new Aborted({ message: "aborted by the caller's signal", reason: "signal", cause: signal.reason });
  }
  if (isJobwireError(error) || !(error instanceof Error) || !("syscall" in error)) return error;
  return new InvalidRequest({
    message: `working_dir ${folder} cannot be read: ${error.message}`,
    reason: "local",
    cause: error,
  });
};

/**
 * Reads a folder and names it as Ray's own client does: by its content, so that the same content is uploaded once. Fails with
 * `InvalidRequest` (reason `local`) for what is no folder or cannot be read, and `Aborted`; the archive with `Conflict` (reason `changed`) when the folder is
 * another by the time it is packed.
 */
export const workingDirPackage = async (path: string, options: WorkingDirOptions = {}): Promise<WorkingDirPackage> => {
  const folder = resolve(path);
  const { signal } = options;
  const stats = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "ENOENT" ? "does not exist" : `cannot be read: ${error.code ?? error.message}`;
    throw new InvalidRequest({ message: `working_dir ${folder} ${problem}`, reason: "local", cause: error });
  });
  if (!stats.isDirectory()) {
    throw new InvalidRequest({ message: `working_dir ${folder} is no folder`, reason: "local" });
  }
  const excludes = [...(options.defaultExcludes === false ? [] : defaultExcludes), ...(options.excludes ?? [])];
  let [files, fileBytes] = [0, 0];
  const hashes: Array<Uint8Array> = [];
  let entries: ReadonlyArray<FolderEntry>;
  try {
    entries = await folderEntries(folder, { excludes, gitignore: options.gitignore ?? true }, signal);
    for (const entry of entries) {
      const count = (piece: Uint8Array): void => {
        fileBytes += piece.byteLength;
        options.onRead?.(files, fileBytes);
      };
      hashes.push(await hashEntry(entry, count, signal));
      if (entry.kind === "file") files += 1;
    }
  } catch (error) {
    throw told(folder, error, signal);
  }
  const name = packageNameOf(hashes);
  return {
    name,
    files,
    fileBytes,
    archive: async (packing) => {
      const zipped = await zipFolder(entries, packing).catch((error: unknown) => {
        throw told(folder, error, packing);
      });
      if (packageNameOf(zipped.hashes) === name) return zipped.bytes;
      throw new Conflict({
        message: `working_dir ${folder} changed while it was packed; try again`,
        reason: "changed",
      });
    },
  };
};
