import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CodeSplittingGroup, Plugin } from "rolldown";

/**
 * A package that serves programs with Effect and programs without it has its code twice where the code uses Effect: the files of
 * Effect programs import `effect`, so that both have one copy of it; the files of Promise programs contain the parts of Effect that
 * they use, which load in a third of the time and need no installed Effect. Every module that reaches no Effect, above all the
 * errors and the adapters, is in the package once, so a program that loads both has one class of each error.
 */
export interface PromiseCopies {
  readonly plugin: Plugin;
  /** The files of an output, by the three kinds of modules. */
  readonly groups: ReadonlyArray<CodeSplittingGroup>;
}

/** Marks the id of a module that Promise programs load. */
const mark = "?promise";
/** True for the copy of a module that Promise programs load. */
export const isPromiseCopy = (id: string): boolean => id.endsWith(mark);
const unmarked = (id: string): string => (isPromiseCopy(id) ? id.slice(0, -mark.length) : id);

const importPattern = /^(?:import|export)\s+(?!type\b)([^;"]*?)from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const onlyTypes = /^\{(?:\s*type\s[^,}]+,?)+\s*\}\s*$/;

interface Import {
  readonly specifier: string;
  /** True for a module that is loaded when it is first used. */
  readonly later: boolean;
}

/** The modules that a file imports by value. */
const importsOf = (file: string): ReadonlyArray<Import> =>
  [...readFileSync(file, "utf8").matchAll(importPattern)]
    .filter(([, names = ""]) => !onlyTypes.test(names))
    .map(([, , now, later]) => ({ specifier: now ?? later ?? "", later: now === undefined }));

/** The files that are loaded together with these. */
const loadedWith = (entries: ReadonlySet<string>): ReadonlySet<string> => {
  const found = new Set(entries);
  for (const file of found) {
    for (const { specifier, later } of importsOf(file)) {
      if (specifier.startsWith(".") && !later) found.add(resolve(dirname(file), specifier));
    }
  }
  return found;
};

/** The files below `folder` that import another package, directly or through other files. */
const filesWithPackages = (folder: string): ReadonlySet<string> => {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const imports = new Map(names.map((name) => [resolve(folder, name), importsOf(resolve(folder, name))]));
  const found = new Set<string>();
  let before = -1;
  while (before !== found.size) {
    before = found.size;
    for (const [file, specifiers] of imports) {
      const reaches = ({ specifier }: Import): boolean =>
        !specifier.startsWith(".") || found.has(resolve(dirname(file), specifier));
      if (specifiers.some(reaches)) found.add(file);
    }
  }
  return found;
};

/** `entries` are the files, by their absolute paths, that Promise programs import; `others` are the other entries. */
export const promiseCopies = (
  folder: string,
  entries: ReadonlySet<string>,
  others: ReadonlyArray<string>,
): PromiseCopies => {
  const twice = filesWithPackages(folder);
  // Other modules are loaded later and get files of their own, also those of them that adapters import.
  const tags = ["$initial"];
  const atOnce = loadedWith(entries);
  const withEffect = loadedWith(new Set(others.filter((entry) => twice.has(entry))));
  return {
    plugin: {
      name: "promise-copies",
      resolveId(source, importer) {
        if (importer === undefined) {
          const entry = resolve(source);
          return { id: entries.has(entry) && twice.has(entry) ? `${entry}${mark}` : entry };
        }
        const from = unmarked(importer);
        if (!from.startsWith(folder)) return null;
        const marked = isPromiseCopy(importer);
        if (!source.startsWith(".")) {
          return marked ? this.resolve(source, from, { skipSelf: true }) : { id: source, external: true };
        }
        const named = resolve(dirname(from), source);
        // A file beside it replaces what Promise programs have no use for.
        const own = named.replace(/\.ts$/, ".promise.ts");
        const file = marked && existsSync(own) ? own : named;
        return { id: marked && twice.has(file) ? `${file}${mark}` : file };
      },
      load: (id) => (isPromiseCopy(id) ? { code: readFileSync(unmarked(id), "utf8"), moduleType: "ts" } : null),
    },
    groups: [
      // The first takes its modules before the others do, which also take whatever theirs import.
      {
        name: "shared",
        tags,
        priority: 1,
        test: (id) => atOnce.has(id) && !twice.has(id),
      },
      // Promise programs load some of these later, and must not load Effect with them.
      { name: "plain", tags, priority: 1, test: (id) => withEffect.has(id) && !twice.has(id) },
      { name: "effect", tags, test: (id) => twice.has(id) },
      { name: "client", tags, test: (id) => isPromiseCopy(id) || !id.startsWith(folder) },
    ],
  };
};

/** The source of a module as a source map names it: a copy has the source of its original, bundled packages have their own names. */
export const sourceName = (source: string): string =>
  unmarked(source).replace(/^.*\/node_modules\/(?!\.pnpm\/)/, "node_modules/");
