import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onJsr } from "../deno-manifests.ts";
import { repository } from "../repository.ts";
import { run } from "../run.ts";

/** Leaves in a copy of the repository only what JSR gets. */
export const prepareForJsr = async (root: string): Promise<void> => {
  // Deno would derive a workspace from pnpm's file. This one has only the packages for JSR.
  await rm(join(root, "pnpm-workspace.yaml"));
  await writeFile(join(root, "deno.json"), JSON.stringify({ workspace: onJsr.map((folder) => `./${folder}`) }));
  // Deno would read these files, and JSR does not get them.
  for (const folder of onJsr) {
    for (const file of ["tsconfig.json", "tsconfig.build.json"]) await rm(join(root, folder, file));
  }
};

/**
 * Publishes the packages of a prepared copy, and resolves with Deno's output. One run for all packages reads the types of Effect once.
 * JSR leaves out a version that it already has, and adds the provenance itself.
 */
export const publishToJsr = (root: string, { dryRun }: { readonly dryRun: boolean }): Promise<string> => {
  // A dry run has no registry, so that a package that is not installed is a fault.
  const env = dryRun ? { JSR_URL: "http://127.0.0.1:9/", NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/" } : {};
  const args = ["publish", "--allow-dirty", ...(dryRun ? ["--dry-run"] : [])];
  return run(join(repository, "node_modules/.bin/deno"), args, { cwd: root, env });
};
