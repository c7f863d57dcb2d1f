import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./repository.ts";

const folder = "packages/core";

/** The file with core's version, which core sends as `User-Agent`. Relative to the root. */
export const versionFile: string = `${folder}/src/version.ts`;

/** The content of that file for the version in core's manifest. */
export const versionSource = (root: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
  return [
    "/** This package's version. `release:version` writes it from package.json, and a test compares the two. */",
    `export const version: string = ${JSON.stringify(version)};`,
    "",
  ].join("\n");
};

/** Writes the file with the version in core's `package.json`. */
export const writeVersionSource = (root: string): void => writeFileSync(join(root, versionFile), versionSource(root));
