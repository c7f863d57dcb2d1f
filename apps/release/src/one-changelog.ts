import { rmSync } from "node:fs";
import { join } from "node:path";
import { publicPackagesIn } from "./repository.ts";

/** The folder of the package whose changelog is that of all packages. */
export const changelogFolder = "packages/jobwire";

/** Removes the changelogs that changesets writes for the other packages: they would only name other packages that changed. */
export const keepOneChangelog = (root: string): void => {
  for (const { folder } of publicPackagesIn(root)) {
    if (folder !== changelogFolder) rmSync(join(root, folder, "CHANGELOG.md"), { force: true });
  }
};
