import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../repository.ts";
import { readSnippets, type Snippet } from "./read-snippets.ts";

/** The fenced blocks of all pages that users read. */
export const allSnippets = (): ReadonlyArray<Snippet> =>
  globSync(
    [
      "README.md",
      "SECURITY.md",
      "CONTRIBUTING.md",
      "docs/**/*.md",
      "{apps/cli,packages/*}/README.md",
      "examples/**/README.md",
    ],
    { cwd: repository, exclude: ["**/node_modules/**", "docs/api/**"] },
  )
    .toSorted()
    .flatMap((page) => readSnippets(page, readFileSync(join(repository, page), "utf8")));
