import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This repository's folder. */
export const repository: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The part of a package's manifest that a release reads. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly homepage?: string;
  readonly bugs?: string;
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package in a copy of the repository, or in the repository itself. */
export interface Package {
  /** Relative to the root. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The package in a folder below `root`. */
export const readPackage = (root: string, folder: string): Package => ({
  folder,
  manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest,
});

/** All packages below `root`. */
export const packagesIn = (root: string): ReadonlyArray<Package> => [
  ...["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => readPackage(root, `${group}/${entry.name}`)),
  ),
  readPackage(root, "specs"),
];

/** The packages to publish. */
export const publicPackagesIn = (root: string): ReadonlyArray<Package> =>
  packagesIn(root).filter(({ manifest }) => manifest.private !== true);
