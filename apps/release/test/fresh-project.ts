import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyRepository } from "../src/copy-repository.ts";
import { packAll } from "../src/pack.ts";
import { publicPackagesIn, repository } from "../src/repository.ts";
import { pnpm } from "../src/run.ts";

/** The folder of a package that this package or the repository has installed. */
const installed = (name: string): Promise<string> =>
  realpath(join(repository, "apps/release/node_modules", name)).catch(() =>
    realpath(join(repository, "node_modules", name)),
  );

/** A project outside the repository that depends on `jobwire` from the tarballs, and on nothing else unless asked. */
export interface FreshProject {
  readonly folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Packs the packages and installs the tarballs. Takes all other packages from this repository's own installation, so that it needs
 * no registry. `more` has the packages that the project has besides `jobwire`, by the names under which they are installed here.
 */
export const freshProject = async (
  program: string,
  more: Readonly<Record<string, string>> = {},
): Promise<FreshProject> => {
  await using copy = await copyRepository();
  const tarballs = await packAll(copy.root);
  const folder = await mkdtemp(join(tmpdir(), "jobwire-fresh-"));
  const overrides: Record<string, string> = {};
  for (const { path, manifest } of tarballs) overrides[manifest.name] = `file:${path}`;
  for (const { folder: own, manifest } of publicPackagesIn(repository)) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      overrides[name] ??= `link:${await realpath(join(repository, own, "node_modules", name))}`;
    }
  }
  for (const [name, here] of Object.entries(more)) overrides[name] = `link:${await installed(here)}`;
  const dependencies = Object.fromEntries(["jobwire", ...Object.keys(more)].map((name) => [name, overrides[name]]));
  const manifest = { name: "fresh", private: true, type: "module", dependencies };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ overrides }));
  await writeFile(join(folder, "program.js"), program);
  await pnpm(["install", "--offline", "--ignore-scripts"], folder);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
};
