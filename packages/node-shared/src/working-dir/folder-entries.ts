import type { Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { InvalidRequest } from "@jobwire/core";
import { type IgnoreRules, ignoreRules } from "./ignore-rules.ts";

/** A file or folder that belongs to a package. */
export interface FolderEntry {
  /** Relative to the folder, with slashes; `.` for the folder itself. */
  readonly path: string;
  /** Where it is read. */
  readonly file: string;
  /** `other`: a link to nothing, a socket. Ray names it in the package's hash and does not pack it. */
  readonly kind: "folder" | "file" | "other";
  readonly size: number;
  readonly executable: boolean;
  /** A folder without anything in it, packed or not. */
  readonly empty: boolean;
}

/** What is left out of a package. */
export interface FolderRules {
  /** Rules as in a `.gitignore`, relative to the folder. */
  readonly excludes: ReadonlyArray<string>;
  readonly gitignore: boolean;
}

/** Folders that Ray's own client leaves out where nothing else is said. */
export const defaultExcludes: ReadonlyArray<string> = [".git", ".venv", "venv", "__pycache__"];

/** More would need another format of the archive than every reader knows. */
const mostEntries = 65_535;

const linesOf = async (file: string): Promise<ReadonlyArray<string>> => {
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder of that name is no file of rules.
    if (code === "ENOENT" || code === "EISDIR") return [];
    throw error;
  }
};

const statOf = async (file: string): Promise<Stats | undefined> => {
  try {
    return await stat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP") return undefined;
    throw error;
  }
};

/** Rules, and the folder they stand in, relative to the packed one (empty for that itself). */
interface PlacedRules {
  readonly below: string;
  readonly rules: IgnoreRules;
}

const below = (folder: string, path: string): string => (folder === "" ? path : path.slice(folder.length + 1));

/**
 * Everything in the folder that is not left out, links followed, sorted by path. Fails with `InvalidRequest` (reason `local`) for
 * a link to a folder above it, and above 65,535 entries; with the file system's own error for what cannot be read.
 */
export const folderEntries = async (
  folder: string,
  { excludes, gitignore }: FolderRules,
  signal?: AbortSignal,
): Promise<ReadonlyArray<FolderEntry>> => {
  const entries: Array<FolderEntry> = [];

  const visit = async (
    path: string,
    placed: ReadonlyArray<PlacedRules>,
    above: ReadonlyArray<string>,
  ): Promise<void> => {
    signal?.throwIfAborted();
    if (path !== "" && placed.some((one) => one.rules(below(one.below, path)))) return;
    const file = join(folder, path);
    const stats = await statOf(file);
    const kind = stats?.isDirectory() === true ? "folder" : stats?.isFile() === true ? "file" : "other";
    const names = kind === "folder" ? await readdir(file) : [];
    if (entries.length >= mostEntries) {
      const message = `${folder} holds more than ${mostEntries} files and folders; exclude some`;
      throw new InvalidRequest({ message, reason: "local" });
    }
    entries.push({
      path: path === "" ? "." : path,
      file,
      kind,
      size: kind === "file" ? (stats?.size ?? 0) : 0,
      executable: ((stats?.mode ?? 0) & 0o111) !== 0,
      empty: names.length === 0,
    });
    if (kind !== "folder" || stats === undefined) return;
    const self = `${stats.dev}:${stats.ino}`;
    if (above.includes(self)) {
      const message = `${file} is a link to a folder that it lies in; exclude it`;
      throw new InvalidRequest({ message, reason: "local" });
    }
    const own: Array<PlacedRules> = [];
    for (const name of gitignore ? [".gitignore", ".rayignore"] : [".rayignore"]) {
      if (names.includes(name)) own.push({ below: path, rules: ignoreRules(await linesOf(join(file, name))) });
    }
    for (const name of names)
      await visit(path === "" ? name : `${path}/${name}`, [...placed, ...own], [...above, self]);
  };

  await visit("", [{ below: "", rules: ignoreRules(excludes) }], []);
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
