import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packagesIn, readPackage, repository } from "./repository.ts";
import { run } from "./run.ts";

/** A copy of the repository for a release rehearsal. Its disposal removes it. */
export interface Copy {
  readonly root: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Copies the files that git tracks or would track, and the build output of the packages that a release publishes: tests of the others
 * write in theirs meanwhile. Links dependencies to those of the repository, except the workspace's packages, which link to the copy:
 * `pnpm pack` reads their new versions there.
 */
export const copyRepository = async (): Promise<Copy> => {
  const root = await mkdtemp(join(tmpdir(), "jobwire-release-"));
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repository,
  });
  for (const file of new Set(listed.split("\0"))) {
    if (file === "" || file.includes("/recordings/") || !existsSync(join(repository, file))) continue;
    await mkdir(dirname(join(root, file)), { recursive: true });
    await cp(join(repository, file), join(root, file));
  }
  // The build that the packages share takes its tools from the root.
  const packages = [readPackage(repository, "."), ...packagesIn(repository)];
  const folders = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
  for (const { folder, manifest } of packages) {
    const built = join(repository, folder, "dist");
    if (manifest.private !== true && existsSync(built))
      await cp(built, join(root, folder, "dist"), { recursive: true });
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const workspaceFolder = folders.get(name);
      const target =
        workspaceFolder === undefined ? join(repository, folder, "node_modules", name) : join(root, workspaceFolder);
      const link = join(root, folder, "node_modules", name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(target, link);
    }
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
};
