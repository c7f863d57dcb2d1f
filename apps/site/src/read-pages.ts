import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "./page.ts";

/** The pages of docs/. The API reports of docs/api are for reviews; readers have the API reference. */
export const readPages = (docs: string): ReadonlyArray<Page> =>
  globSync("**/*.md", { cwd: docs, exclude: ["api/**"] })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(docs, path), "utf8") }));
