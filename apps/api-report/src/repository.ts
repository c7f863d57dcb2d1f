import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const repository: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The part of a package's manifest that decides its public API. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** A package of this repository. */
export interface Package {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The published packages: those under packages/ and the specs. The command line is no library. */
export const publishedPackages = (): ReadonlyArray<Package> => {
  const libraries = readdirSync(join(repository, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(repository, "packages", entry.name));
  return [...libraries, join(repository, "specs")]
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
};
