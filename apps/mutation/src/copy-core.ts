import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./repository.ts";

/** A copy of packages/core whose source may be changed. It is deleted when it is disposed of. */
export interface CoreCopy {
  /** The folder of the copied package. */
  readonly folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const config = `import { defineConfig } from "vitest/config";
const mutating = process.env["MUTATION_IDS"] !== undefined;
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // These read the source as text, which is not what it was.
    exclude: ["test/linear/**", "test/no-runtime-imports.test.ts"],
    pool: "threads",
    maxWorkers: 1,
    testTimeout: 10_000,
    dangerouslyIgnoreUnhandledErrors: mutating,
    ...(mutating ? { runner: "./mutation-runner.ts" } : {}),
  },
});
`;

/**
 * Copies packages/core to a temporary folder. The copy reads the recordings and the dependencies of the repository through
 * links, at the same relative paths.
 */
export const copyCore = async (): Promise<CoreCopy> => {
  const root = await mkdtemp(join(tmpdir(), "jobwire-mutation-"));
  const folder = join(root, "packages/core");
  const original = join(repository, "packages/core");
  await mkdir(folder, { recursive: true });
  for (const name of ["src", "test", "package.json"]) {
    await cp(join(original, name), join(folder, name), { recursive: true });
  }
  await symlink(join(original, "node_modules"), join(folder, "node_modules"));
  await symlink(join(repository, "packages/testing"), join(root, "packages/testing"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await cp(join(repository, "apps/mutation/src/mutation-runner.ts"), join(folder, "mutation-runner.ts"));
  await writeFile(join(folder, "vitest.config.ts"), config);
  return { folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
};
