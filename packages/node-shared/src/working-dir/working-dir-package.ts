import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { PackageSource } from "@jobwire/core";
import { Aborted, Conflict, InvalidRequest, isJobwireError } from "@jobwire/core/errors";
import { visibleText, withCallSite } from "@jobwire/core/adapter-parts";
import { archiveEndings } from "./archive-package.ts";
import { defaultExcludes, folderEntries, type FolderContent, type LeftOutEntry } from "./folder-entries.ts";
import { hashEntry, packageNameOf } from "./folder-hash.ts";
import { largestEntries, type SizedFile } from "./largest-entries.ts";
import { readEntries } from "./read-entries.ts";

/** The content of a package, and progress callbacks. */
export interface WorkingDirOptions {
  /** More rules in `.gitignore` syntax, relative to the folder, such as `*.csv` or `data/`. */
  readonly excludes?: ReadonlyArray<string> | undefined;
  /** Leave out entries that `.gitignore` files name, as Ray's own client does; `.rayignore` files always count. Default true. */
  readonly gitignore?: boolean | undefined;
  /** Rules applied before `excludes`; false for none. Default, as in Ray's own client: `.git`, `.venv`, `venv`, `__pycache__`. */
  readonly defaultExcludes?: boolean | ReadonlyArray<string> | undefined;
  /** Pack the target of a link out of the folder, as Ray's own client does. Default false: such a link is refused. */
  readonly followLinks?: boolean | undefined;
  /** Ends the work; it then rejects with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then while the folder is read to name the package. */
  readonly onRead?: ((files: number, bytes: number) => void) | undefined;
}

/** A folder as a package: named now, packed when Ray needs it. */
export interface WorkingDirPackage extends PackageSource {
  /** Number of files in it. */
  readonly files: number;
  /** Their size in bytes, before packing. */
  readonly fileBytes: number;
  /** Its entries: files, and empty folders (these end in a slash). */
  readonly paths: ReadonlyArray<string>;
  /** What a rule leaves out, with the rule. */
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** Maps an abort, or a file that cannot be read, to Jobwire's errors. */
const told = (label: string, error: unknown, signal: AbortSignal | undefined): unknown => {
  if (signal?.aborted === true) {
    return new Aborted({ message: "aborted by the caller's signal", reason: "signal", cause: signal.reason });
  }
  if (isJobwireError(error) || !(error instanceof Error) || !("syscall" in error)) return error;
  return new InvalidRequest({
    message: `${label} cannot be read: ${visibleText(error.message)}`,
    reason: "local",
    cause: error,
  });
};

const defaultsOf = (given: WorkingDirOptions["defaultExcludes"]): ReadonlyArray<string> => {
  if (given === false) return [];
  return given === undefined || given === true ? defaultExcludes : given;
};

/**
 * Reads a folder and names it as Ray's own client does: by its content, so that the same content is uploaded once. Fails with
 * `InvalidRequest` (reason `local`) if it is not a folder, cannot be read or cannot be packed, and with `Aborted`; the archive fails
 * with `Conflict` (reason `changed`) when the folder has changed by the time it is packed. `topFolder` is the folder that contains
 * everything in the archive; the name does not depend on it.
 */
export const folderPackage = async (
  what: string,
  path: string,
  options: WorkingDirOptions,
  topFolder?: string,
): Promise<WorkingDirPackage> => {
  // Usually an unset variable of a shell; it would mean the current folder.
  if (path === "")
    throw new InvalidRequest({ message: `${what} is empty. Pass "." for the current folder.`, reason: "local" });
  const folder = resolve(path);
  const label = `${what} ${folder}`;
  const { signal } = options;
  const stats = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "ENOENT" ? "does not exist" : `cannot be read: ${error.code ?? error.message}`;
    throw new InvalidRequest({ message: `${label} ${problem}`, reason: "local", cause: error });
  });
  if (!stats.isDirectory()) {
    throw new InvalidRequest({
      message: `${label} is neither a folder nor an archive that Ray unpacks (${archiveEndings}). Name one of these`,
      reason: "local",
    });
  }
  const rules = {
    defaultExcludes: defaultsOf(options.defaultExcludes),
    excludes: options.excludes ?? [],
    gitignore: options.gitignore ?? true,
    followLinks: options.followLinks ?? false,
  };
  let [files, fileBytes] = [0, 0];
  const hashes: Array<Uint8Array> = [];
  const sizes: Array<SizedFile> = [];
  let content: FolderContent;
  try {
    content = await folderEntries(folder, rules, signal);
    for await (const read of readEntries(content.entries, signal)) {
      const count = (piece: Uint8Array): void => {
        fileBytes += piece.byteLength;
        options.onRead?.(files, fileBytes);
      };
      const before = fileBytes;
      hashes.push(await hashEntry(read, count));
      if (read.entry.kind !== "file") continue;
      files += 1;
      sizes.push({ path: read.entry.path, bytes: fileBytes - before });
    }
  } catch (error) {
    throw told(label, error, signal);
  }
  const { entries, leftOut } = content;
  const name = packageNameOf(hashes);
  return {
    name,
    files,
    fileBytes,
    paths: entries
      .filter(({ kind, empty }) => kind === "file" || empty)
      .map(({ kind, path: packed }) => (kind === "file" ? packed : `${packed}/`)),
    leftOut,
    archive: async (packing) => {
      const { zipFolder } = await import("./zip-folder.ts");
      const zipped = await zipFolder(entries, {
        signal: packing,
        topFolder,
        label,
        largest: () => largestEntries(sizes),
      }).catch((error: unknown) => {
        throw told(label, error, packing);
      });
      if (packageNameOf(zipped.hashes) === name) return zipped.bytes;
      throw new Conflict({ message: `${label} changed while it was packed. Try again.`, reason: "changed" });
    },
  };
};

/**
 * A folder as the `working_dir` of a job; fails as {@link folderPackage} does.
 *
 * @example
 * ```ts
 * import { workingDirPackage } from "jobwire";
 *
 * const { name, paths } = await workingDirPackage("./training", { excludes: ["*.csv"] });
 * console.log(name, paths);
 * ```
 */
export const workingDirPackage = (path: string, options: WorkingDirOptions = {}): Promise<WorkingDirPackage> =>
  withCallSite(workingDirPackage, () => folderPackage("working_dir", path, options));
