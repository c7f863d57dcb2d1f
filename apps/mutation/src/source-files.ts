import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.ts";

/** Source files that `targets` name, sorted, relative to packages/core/src, without generated ones and those that only a build has. */
export const sourceFiles = (targets: ReadonlyArray<string>, changedOnly: boolean): ReadonlyArray<string> => {
  const sources = join(repository, "packages/core/src");
  for (const target of targets) {
    if (!existsSync(join(sources, target))) throw new Error(`packages/core/src has no file or folder "${target}".`);
  }
  const all = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.startsWith("generated/") && !name.endsWith(".promise.ts"))
    .filter((name) => targets.some((target) => name === target || name.startsWith(`${target}/`)))
    .toSorted();
  if (!changedOnly) return all;
  const changed = new Set(
    execFileSync("git", ["diff", "--name-only", "main", "--", "packages/core/src"], {
      cwd: repository,
      encoding: "utf8",
    })
      .split("\n")
      .map((name) => name.replace("packages/core/src/", "")),
  );
  return all.filter((name) => changed.has(name));
};
