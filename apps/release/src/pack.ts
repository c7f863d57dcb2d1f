import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Package, publicPackagesIn } from "./repository.ts";
import { pnpm, run } from "./run.ts";

/** A package as a release would publish it. */
export interface Tarball {
  readonly package: Package;
  readonly path: string;
  /** The paths in the tarball, below `package/`. */
  readonly files: ReadonlyArray<string>;
  /** The package's manifest, as `pnpm pack` rewrote it. */
  readonly manifest: Package["manifest"];
  /** The README in it; empty when it has none. */
  readonly readme: string;
}

/** Packs every public package below `root` into its folder `tarballs`. */
export const packAll = async (root: string): Promise<ReadonlyArray<Tarball>> => {
  const folder = join(root, "tarballs");
  await mkdir(folder);
  const tarballs: Array<Tarball> = [];
  const packages = publicPackagesIn(root);
  const names = packages.flatMap(({ manifest }) => ["--filter", manifest.name]);
  // pnpm finds the workspace by its file, and replaces `workspace:` with a version. To start it once for all is much faster.
  await pnpm([...names, "--recursive", "pack", "--pack-destination", folder], root);
  for (const one of packages) {
    const { name, version } = one.manifest;
    const path = join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
    const listed = await run("tar", ["-tzf", path], { cwd: root });
    const manifest = await run("tar", ["-xzOf", path, "package/package.json"], { cwd: root });
    const files = listed
      .trim()
      .split("\n")
      .map((file) => file.replace(/^package\//, ""));
    const hasReadme = files.includes("README.md");
    tarballs.push({
      package: one,
      path,
      files,
      manifest: JSON.parse(manifest) as Package["manifest"],
      readme: hasReadme ? await run("tar", ["-xzOf", path, "package/README.md"], { cwd: root }) : "",
    });
  }
  return tarballs;
};
