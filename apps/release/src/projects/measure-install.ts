import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What an installation brought. */
export interface InstallSize {
  /** Bytes of the packages of this repository. */
  readonly ownBytes: number;
  readonly totalBytes: number;
  readonly packages: number;
  /** The names of all packages, once for each copy. */
  readonly names: ReadonlyArray<string>;
}

/** The folder of a package, in `node_modules` or in Deno's cache, where each version has a folder. */
const root = /(?:^|\/)(?:node_modules|npm\/[^/]+)\/((?:@[^/]+\/)?[^/@.][^/]*)(?:\/\d+\.\d+\.\d+[^/]*)?$/;
const own = /^(?:@jobwire\/|jobwire$)/;

/** Measures the packages in a part of a folder: the sizes of their files, without what links lead to. */
export const measureInstall = async (folder: string, part = "node_modules"): Promise<InstallSize> => {
  let ownBytes = 0;
  let totalBytes = 0;
  const names: Array<string> = [];
  const walk = async (path: string, within: string): Promise<void> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    const isPackage = entries.some((entry) => entry.name === "package.json");
    const name = isPackage ? root.exec(path)?.[1] : undefined;
    if (name !== undefined) names.push(name);
    for (const entry of entries) {
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory()) await walk(below, name ?? within);
      else if (entry.isFile()) {
        const { size } = await lstat(join(folder, below));
        totalBytes += size;
        if (own.test(name ?? within)) ownBytes += size;
      }
    }
  };
  await walk(part, "");
  return { ownBytes, totalBytes, packages: names.length, names };
};

/** Fails unless a project has exactly one copy of effect: two would not know each other's values. */
export const mustHaveOneEffect = async (folder: string): Promise<void> => {
  const { names } = await measureInstall(folder);
  const copies = names.filter((name) => name === "effect").length;
  if (copies !== 1) throw new Error(`${copies} copies of effect are installed`);
};
