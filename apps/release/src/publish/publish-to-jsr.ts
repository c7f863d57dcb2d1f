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

/** Publishes a package of a prepared copy. JSR leaves out a version that it already has, and adds the provenance itself. */
export const publishToJsr = async (
  root: string,
  folder: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> => {
  // Where Deno would have to fetch its own types of Node, it skips the type check, which tsc has done. It still finds slow types,
  // which only JSR refuses.
  const unchecked = folder === "packages/deno" ? ["--no-check"] : [];
  const args = ["publish", "--allow-dirty", ...(dryRun ? ["--dry-run"] : []), ...unchecked];
  await run(join(repository, "node_modules/.bin/deno"), args, { cwd: join(root, folder) });
};
