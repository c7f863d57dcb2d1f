import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { InvalidRequest } from "@jobwire/core";
import { visibleText } from "@jobwire/core/adapter-parts";
import { FileProblem, readSmallFile } from "../small-file.ts";
import { type IgnoreRules, ignoreRules } from "./ignore-rules.ts";

/** A file or folder that belongs to a package. */
export interface FolderEntry {
  /** Relative to the folder, with slashes; `.` for the folder itself. */
  readonly path: string;
  /** Where it is read. */
  readonly file: string;
  readonly kind: "folder" | "file";
  /** A folder without anything in it, packed or not. */
  readonly empty: boolean;
}

/** A file or folder that a rule leaves out of a package; what a folder holds is not listed. */
export interface LeftOutEntry {
  /** Relative to the folder, with slashes; a folder's ends in one. */
  readonly path: string;
  /** The rule as it is written. */
  readonly rule: string;
  /** Where the rule comes from: `default excludes`, `excludes`, or the path of a `.gitignore` or `.rayignore`. */
  readonly from: string;
}

/** What is left out of a package. */
export interface FolderRules {
  /** Rules as in a `.gitignore`, relative to the folder, which go before {@link FolderRules.excludes}. */
  readonly defaultExcludes?: ReadonlyArray<string>;
  /** Rules as in a `.gitignore`, relative to the folder. */
  readonly excludes: ReadonlyArray<string>;
  readonly gitignore: boolean;
  /** Packs what a link out of the folder leads to. */
  readonly followLinks?: boolean;
}

/** All of a folder. */
export interface FolderContent {
  /** Sorted by path. */
  readonly entries: ReadonlyArray<FolderEntry>;
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** Folders that Ray's own client leaves out where nothing else is said. */
export const defaultExcludes: ReadonlyArray<string> = [".git", ".venv", "venv", "__pycache__"];

/** More would need another format of the archive than every reader knows. */
const mostPacked = 65_535;
/** So many entries are judged at once. */
const betweenTurns = 500;
const mostRuleBytes = 1_048_576;
/** So many are named in an error. */
const mostNamed = 10;

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

const linesOf = async (file: string, signal: AbortSignal | undefined): Promise<ReadonlyArray<string>> => {
  // Ray reads files only; anything else of that name is no file of rules.
  if (!(await stat(file).catch(() => undefined))?.isFile()) return [];
  try {
    return (await readSmallFile(file, { most: mostRuleBytes, signal })).split(/\r?\n/);
  } catch (error) {
    if (error instanceof FileProblem)
      throw local(`the rules in ${visibleText(file)}: the file ${error.message}`, error);
    throw error;
  }
};

/** Rules, and the folder they are in, relative to the packed one (empty for that itself). */
interface PlacedRules {
  readonly below: string;
  readonly rules: IgnoreRules;
  readonly from: (rule: string) => string;
}

const below = (folder: string, path: string): string =>
  folder === path ? "." : folder === "" ? path : path.slice(folder.length + 1);

const ruleFor = (placed: ReadonlyArray<PlacedRules>, path: string): Pick<LeftOutEntry, "rule" | "from"> | undefined => {
  for (const { below: folder, from, rules } of placed) {
    const rule = rules(below(folder, path));
    if (rule !== undefined) return { rule, from: from(rule) };
  }
  return undefined;
};

/** The excludes as one list, of which the last that matches decides. */
const excludeRules = ({ defaultExcludes: defaults = [], excludes }: FolderRules): PlacedRules => ({
  below: "",
  rules: ignoreRules([...defaults, ...excludes]),
  from: (rule) => (excludes.includes(rule) ? "excludes" : "default excludes"),
});

/** What a name leads to, or why it cannot be packed. */
type Found = { readonly kind: "folder" | "file"; readonly stats?: Stats } | { readonly problem: string };

const kindOf = (stats: Stats): string => (stats.isFIFO() ? "a pipe" : stats.isSocket() ? "a socket" : "a device");

/**
 * Everything in the folder that no rule leaves out, links followed. Fails with `InvalidRequest` (reason `local`) that names what
 * cannot be packed: a name that is not UTF-8, a link that leads nowhere, out of the folder or to a folder above it, a pipe, a
 * socket, a device; and above 65,535 files. Fails with the file system's own error for what cannot be read.
 */
export const folderEntries = async (
  folder: string,
  options: FolderRules,
  signal?: AbortSignal,
): Promise<FolderContent> => {
  const { gitignore, followLinks = false } = options;
  const entries: Array<FolderEntry> = [];
  const leftOut: Array<LeftOutEntry> = [];
  const problems: Array<string> = [];
  const root = await realpath(folder);
  let packed = 0;
  let visited = 0;

  const problem = (path: string, words: string): void => void problems.push(`"${visibleText(path)}" (${words})`);

  const found = async (entry: Dirent, file: string): Promise<Found> => {
    if (entry.isDirectory()) return { kind: "folder" };
    if (entry.isFile()) return { kind: "file" };
    // Deno tells no pipe from a device in a list.
    if (!entry.isSymbolicLink()) return { problem: kindOf(await lstat(file)) };
    let target: string;
    try {
      target = await realpath(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return { problem: "a link that leads nowhere" };
      if (code === "ELOOP") return { problem: "a link that leads in a circle" };
      throw error;
    }
    const way = relative(root, target);
    if (!followLinks && (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))) {
      return { problem: `a link out of the folder, to ${visibleText(target)}` };
    }
    const stats = await stat(file);
    if (stats.isDirectory()) return { kind: "folder", stats };
    return stats.isFile() ? { kind: "file", stats } : { problem: `a link to ${kindOf(stats)}` };
  };

  /** Runtimes write U+FFFD for bytes that are no UTF-8; then no file has that name, or two seem to have it. */
  const isBroken = async (name: string, file: string, names: ReadonlyArray<Dirent>): Promise<boolean> =>
    name.includes("\ufffd") &&
    (names.filter((other) => other.name === name).length > 1 ||
      (await lstat(file).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === "ENOENT",
      )));

  const visitFolder = async (
    path: string,
    file: string,
    placed: ReadonlyArray<PlacedRules>,
    above: ReadonlyArray<string>,
    known?: Stats,
  ): Promise<void> => {
    signal?.throwIfAborted();
    const { dev, ino } = known ?? (await stat(file));
    const self = `${dev}:${ino}`;
    if (above.includes(self)) return problem(path, "a link to a folder that it lies in");
    const children = (await readdir(file, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const all = [...placed];
    for (const name of gitignore ? [".gitignore", ".rayignore"] : [".rayignore"]) {
      if (!children.some((child) => child.name === name)) continue;
      const from = path === "" ? name : `${path}/${name}`;
      all.push({ below: path, from: () => from, rules: ignoreRules(await linesOf(join(file, name), signal)) });
    }
    // As Ray has it, a folder's own rules may leave out the folder: many caches hold a .gitignore of `*`.
    const ruled = ruleFor(path === "" ? all : all.slice(placed.length), path);
    if (ruled !== undefined) return void leftOut.push({ path: path === "" ? "./" : `${path}/`, ...ruled });
    entries.push({ path: path === "" ? "." : path, file, kind: "folder", empty: children.length === 0 });
    if (children.length === 0) packed += 1;
    for (const child of children) {
      const childPath = path === "" ? child.name : `${path}/${child.name}`;
      await visit(childPath, join(file, child.name), child, children, all, [...above, self]);
    }
  };

  const visit = async (
    path: string,
    file: string,
    entry: Dirent,
    siblings: ReadonlyArray<Dirent>,
    placed: ReadonlyArray<PlacedRules>,
    above: ReadonlyArray<string>,
  ): Promise<void> => {
    visited += 1;
    if (visited % betweenTurns === 0) {
      // Rules take time and wait for nothing: others get their turn, and an abort is seen.
      await setImmediate();
      signal?.throwIfAborted();
    }
    const ruled = ruleFor(placed, path);
    if (ruled !== undefined) {
      leftOut.push({ path: entry.isDirectory() ? `${path}/` : path, ...ruled });
      return;
    }
    if (await isBroken(entry.name, file, siblings)) return problem(path, "its name is not UTF-8");
    const what = await found(entry, file);
    if ("problem" in what) return problem(path, what.problem);
    if (what.kind === "folder") return await visitFolder(path, file, placed, above, what.stats);
    packed += 1;
    if (packed > mostPacked) throw local(`${folder} holds more than ${mostPacked} files; exclude some`);
    entries.push({ path, file, kind: "file", empty: false });
  };

  await visitFolder("", folder, [excludeRules(options)], []);
  if (problems.length > 0) {
    const more = problems.length > mostNamed ? `, and ${problems.length - mostNamed} more` : "";
    const links = problems.some((words) => words.includes("a link out of")) ? ", or follow links (followLinks)" : "";
    throw local(
      `${folder} holds what cannot be packed: ${problems.slice(0, mostNamed).join(", ")}${more}. Exclude it${links}`,
    );
  }
  return { entries: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)), leftOut };
};
