import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { InvalidRequest } from "@jobwire/core/errors";
import { visibleText } from "@jobwire/core/adapter-parts";
import { FileProblem, readSmallFile } from "../small-file.ts";
import type { IgnoreRules } from "./ignore-rules.ts";

/** A file or folder that belongs to a package. */
export interface FolderEntry {
  /** Relative to the folder, with slashes; `.` for the folder itself. */
  readonly path: string;
  /** The path to read it from. */
  readonly file: string;
  readonly kind: "folder" | "file";
  /** An empty folder, packed or not. */
  readonly empty: boolean;
}

/** A file or folder that a rule leaves out of a package. The content of a left-out folder is not listed. */
export interface LeftOutEntry {
  /** Relative to the folder, with slashes; a folder's path ends in one. */
  readonly path: string;
  /** The rule as it is written. */
  readonly rule: string;
  /** The source of the rule: `default excludes`, `excludes`, or the path of a `.gitignore` or `.rayignore`. */
  readonly from: string;
}

/** The rules that leave entries out of a package. */
export interface FolderRules {
  /** Rules in `.gitignore` syntax, relative to the folder, applied before {@link FolderRules.excludes}. */
  readonly defaultExcludes?: ReadonlyArray<string>;
  /** Rules in `.gitignore` syntax, relative to the folder. */
  readonly excludes: ReadonlyArray<string>;
  readonly gitignore: boolean;
  /** Packs the target of a link out of the folder. */
  readonly followLinks?: boolean;
}

/** The entries of a folder. */
export interface FolderContent {
  /** Sorted by path. */
  readonly entries: ReadonlyArray<FolderEntry>;
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** Folders that Ray's own client leaves out by default. */
export const defaultExcludes: ReadonlyArray<string> = [".git", ".venv", "venv", "__pycache__"];

/** More entries would need another archive format, which not every reader supports. */
const maxPacked = 65_535;
/** How many entries to process at once. */
const betweenTurns = 500;
const maxRuleBytes = 1_048_576;
/** How many entries an error names. */
const maxNamed = 10;

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

const linesOf = async (file: string, signal: AbortSignal | undefined): Promise<ReadonlyArray<string>> => {
  // Ray reads files only; anything else with that name is not a file of rules.
  if (!(await stat(file).catch(() => undefined))?.isFile()) return [];
  try {
    return (await readSmallFile(file, { most: maxRuleBytes, signal })).split(/\r?\n/);
  } catch (error) {
    if (error instanceof FileProblem)
      throw local(`the rules in ${visibleText(file)}: the file ${error.message}`, error);
    throw error;
  }
};

/** Rules, and their folder, relative to the packed one (empty for that itself). */
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

/** The excludes as one list; the last match decides. */
const excludeRules = (
  { defaultExcludes: defaults = [], excludes }: FolderRules,
  read: (lines: ReadonlyArray<string>) => IgnoreRules,
): PlacedRules => ({
  below: "",
  rules: read([...defaults, ...excludes]),
  from: (rule) => (excludes.includes(rule) ? "excludes" : "default excludes"),
});

/** The target of a name, or why it cannot be packed. */
type Found = { readonly kind: "folder" | "file"; readonly stats?: Stats } | { readonly problem: string };

const kindOf = (stats: Stats): string => (stats.isFIFO() ? "a pipe" : stats.isSocket() ? "a socket" : "a device");

/**
 * Everything in the folder that no rule leaves out, links followed. Fails with `InvalidRequest` (reason `local`) that names the
 * entries that cannot be packed: a name that is not UTF-8, a link whose target is missing, outside the folder or a folder above it,
 * a pipe, a socket, a device; and above 65,535 files. Fails with the file system's own error for entries that cannot be read.
 */
export const folderEntries = async (
  folder: string,
  options: FolderRules,
  signal?: AbortSignal,
): Promise<FolderContent> => {
  const { gitignore, followLinks = false } = options;
  const { ignoreRules } = await import("./ignore-rules.ts");
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
    // Deno's directory listing does not distinguish a pipe from a device.
    if (!entry.isSymbolicLink()) return { problem: kindOf(await lstat(file)) };
    let target: string;
    try {
      target = await realpath(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return { problem: "a link without a target" };
      if (code === "ELOOP") return { problem: "a link in a loop" };
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

  /** Runtimes write U+FFFD for bytes that are not UTF-8; then no file has that name, or two seem to have it. */
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
    if (above.includes(self)) return problem(path, "a link to a folder above it");
    const children = (await readdir(file, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const all = [...placed];
    for (const name of gitignore ? [".gitignore", ".rayignore"] : [".rayignore"]) {
      if (!children.some((child) => child.name === name)) continue;
      const from = path === "" ? name : `${path}/${name}`;
      all.push({ below: path, from: () => from, rules: ignoreRules(await linesOf(join(file, name), signal)) });
    }
    // As in Ray, a folder's own rules may leave out the folder: many caches contain a .gitignore of `*`.
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
      // Matching takes time without waiting, so this lets other work run and checks for an abort.
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
    if (packed > maxPacked) throw local(`${folder} contains more than ${maxPacked} files. Exclude some`);
    entries.push({ path, file, kind: "file", empty: false });
  };

  await visitFolder("", folder, [excludeRules(options, ignoreRules)], []);
  if (problems.length > 0) {
    const more = problems.length > maxNamed ? `, and ${problems.length - maxNamed} more` : "";
    const links = problems.some((words) => words.includes("a link out of")) ? ", or set followLinks" : "";
    throw local(
      `${folder} contains entries that cannot be packed: ${problems.slice(0, maxNamed).join(", ")}${more}. Exclude them${links}`,
    );
  }
  return { entries: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)), leftOut };
};
