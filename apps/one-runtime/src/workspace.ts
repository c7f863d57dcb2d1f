import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This repository's folder. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The part of a package's manifest that decides what is built, and when. */
export interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface Package {
  /** Relative to the root. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages of the workspace by their names. */
export type Workspace = ReadonlyMap<string, Package>;

/** The content of a JSON file of the repository. */
export const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Reads the packages that `deno.json` names: folders, and folders of folders (`./packages/*`). A test compares it with pnpm's list. */
export const readWorkspace = (): Workspace => {
  const { workspace } = readJson("deno.json") as { readonly workspace: ReadonlyArray<string> };
  const folders = workspace.flatMap((pattern) => {
    const folder = pattern.replace(/^\.\//, "");
    if (!folder.endsWith("/*")) return [folder];
    const group = folder.slice(0, -2);
    return readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${group}/${entry.name}`);
  });
  return new Map(
    folders.map((folder) => {
      const manifest = readJson(`${folder}/package.json`) as Manifest;
      return [manifest.name, { folder, manifest }];
    }),
  );
};
