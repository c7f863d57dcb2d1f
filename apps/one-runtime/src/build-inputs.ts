import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readJson, root } from "./workspace.ts";

/** Files outside of a package that its build reads. */
const { globalDependencies } = readJson("turbo.json") as { readonly globalDependencies: ReadonlyArray<string> };
const notRead = new Set(["node_modules", "dist", "test", ".turbo"]);

const filesIn = (folder: string, skipped: ReadonlySet<string>): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(path, skipped) : [path];
    });

/** A hash of everything that decides the result of a package's build. `needed` are those of the packages that it needs. */
export const hashInputs = (folder: string, needed: ReadonlyArray<string>): string => {
  const hash = createHash("sha256");
  for (const file of [...globalDependencies, ...filesIn(folder, notRead)]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.update(needed.join("\n")).digest("hex");
};

/** Changes whenever a file of a package's build is written or removed. */
export const stateOfOutputs = (folder: string): string => {
  try {
    return filesIn(`${folder}/dist`, new Set())
      .map((file) => `${file} ${statSync(join(root, file)).mtimeMs}`)
      .join("\n");
  } catch {
    return "";
  }
};
