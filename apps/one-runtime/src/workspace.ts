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

const readManifest = (folder: string): unknown => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

/** Reads the packages that the root's `workspaces` names: folders, and folders of folders (`packages/*`). */
export const readWorkspace = (): Workspace => {
  const { workspaces } = readManifest(".") as { readonly workspaces: ReadonlyArray<string> };
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const group = pattern.slice(0, -2);
    return readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${group}/${entry.name}`);
  });
  return new Map(
    folders.map((folder) => {
      const manifest = readManifest(folder) as Manifest;
      return [manifest.name, { folder, manifest }];
    }),
  );
};
