import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, readPackage } from "./repository.ts";

/** The packages that are also on JSR. JSR accepts neither unscoped names nor conditional exports. */
export const onJsr: ReadonlyArray<string> = ["packages/core", "packages/node-shared", "packages/deno"];

/**
 * Where a package on JSR gets its packages from. Those of this repository come from JSR: one from npm would bring a second copy of
 * core. All others come from npm; Deno reads neither dependencies nor peers from `package.json`.
 */
const imports = ({ dependencies = {}, peerDependencies = {}, version }: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...dependencies, ...peerDependencies }).map(([name, range]) => [
      name,
      name.startsWith("@jobwire/") ? `jsr:${name}@^${version}` : `npm:${name}@${range}`,
    ]),
  );

/** The content of `deno.json` for the package's manifest. JSR gets the sources unchanged. */
export const denoManifest = (manifest: Manifest): Readonly<Record<string, unknown>> => ({
  name: manifest.name,
  version: manifest.version,
  license: manifest.license,
  exports: Object.fromEntries(
    Object.entries(manifest.exports ?? {})
      // For packages of this repository that are not on JSR.
      .filter(([path]) => !path.endsWith("/internal"))
      .map(([path, target]) => [
        path,
        (target as { readonly default: string }).default.replace("./dist/", "./src/").replace(/\.js$/, ".ts"),
      ]),
  ),
  imports: imports(manifest),
  publish: { include: ["src", "deno.json"] },
});

/** The names of the packages that are on JSR. */
export const jsrNames = (root: string): ReadonlyArray<string> =>
  onJsr.map((folder) => readPackage(root, folder).manifest.name);

/** Writes each `deno.json` below `root` from its `package.json`, the only one that `changeset version` updates. */
export const writeDenoManifests = (root: string): void => {
  for (const folder of onJsr) {
    const { manifest } = readPackage(root, folder);
    writeFileSync(join(root, folder, "deno.json"), `${JSON.stringify(denoManifest(manifest), null, 2)}\n`);
  }
};
