import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./repository.ts";

/** Packages that are on JSR too, which takes neither unscoped names nor exports that depend on conditions. */
export const onJsr: ReadonlyArray<string> = ["packages/core", "packages/deno"];

const jsrNames = ["@jobwire/core", "@jobwire/deno"];

/** Where this repository's packages come from on JSR: from there, or from npm when they are not there. */
const imports = ({ dependencies = {}, version }: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(dependencies)
      .filter((name) => name.startsWith("@jobwire/"))
      .map((name) => [name, `${jsrNames.includes(name) ? "jsr" : "npm"}:${name}@^${version}`]),
  );

/** What a `deno.json` must say for the package's manifest; the sources are published as they are. */
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

/** Makes each `deno.json` below `root` say what its `package.json` does; `changeset version` knows only the latter. */
export const writeDenoManifests = (root: string): void => {
  for (const folder of onJsr) {
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
    writeFileSync(join(root, folder, "deno.json"), `${JSON.stringify(denoManifest(manifest), null, 2)}\n`);
  }
};
