import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./repository.ts";

const folder = "packages/core";

/** Where core says its version, which it sends as `User-Agent`; relative to the root. */
export const versionFile: string = `${folder}/src/version.ts`;

/** What that file must say for the version of core's manifest. */
export const versionSource = (root: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
  return [
    "/** This package's version. `release:version` writes it from package.json, and a test compares the two. */",
    `export const version: string = ${JSON.stringify(version)};`,
    "",
  ].join("\n");
};

/** Brings it to the version in core's `package.json`. */
export const writeVersionSource = (root: string): void => writeFileSync(join(root, versionFile), versionSource(root));
