import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./repository.ts";

/** The packages that are also on JSR. JSR accepts neither unscoped names nor conditional exports. */
export const onJsr: ReadonlyArray<string> = ["packages/core", "packages/deno"];

const jsrNames = ["@jobwire/core", "@jobwire/deno"];

/**
 * The source of packages for a package on JSR: for this repository's, JSR, or npm for those that are not there; for peers, which
 * Deno does not read from `package.json`, npm.
 */
const imports = ({
  dependencies = {},
  peerDependencies = {},
  version,
}: Manifest): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.keys(dependencies)
      .filter((name) => name.startsWith("@jobwire/"))
      .map((name) => [name, `${jsrNames.includes(name) ? "jsr" : "npm"}:${name}@^${version}`]),
  ),
  ...Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, `npm:${name}@${range}`])),
});

/** The content of `deno.json` for the package's manifest. JSR gets the sources unchanged. */
export const denoManifest = (manifest: Manifest): Readonly<Record<string, unknown>> => ({
  name: manifest.name,
  version: manifest.version,
  license: manifest.license,
  exports: Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([path, target]) => [
      path,
      (target as { readonly default: string }).default.replace("./dist/", "./src/").replace(/\.js$/, ".ts"),
    ]),
  ),
  imports: imports(manifest),
  publish: { include: ["src", "deno.json"] },
});

/** Writes each `deno.json` below `root` from its `package.json`, the only one that `changeset version` updates. */
export const writeDenoManifests = (root: string): void => {
  for (const folder of onJsr) {
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
    writeFileSync(join(root, folder, "deno.json"), `${JSON.stringify(denoManifest(manifest), null, 2)}\n`);
  }
};
