/** The pages of this repository: plain words, no dead link, and no path or anchor that does not exist. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { forbiddenWords } from "../src/words/forbidden-words.ts";
import { markdownAnchors, markdownLinks } from "../src/words/markdown-links.ts";
import { markdownProse } from "../src/words/markdown-prose.ts";

const skip = ["**/node_modules/**", "**/dist/**", "**/generated/**"];
const filesOf = (patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  globSync(patterns, { cwd: repository, exclude: skip }).toSorted();
const read = (file: string): string => readFileSync(join(repository, file), "utf8");

const pages = filesOf([
  "*.md",
  "docs/**/*.md",
  "{apps,packages}/*/README.md",
  "specs/README.md",
  "packages/jobwire/CHANGELOG.md",
  "packages/testing/recordings/**/*.md",
  ".changeset/*.md",
  "examples/**/*.md",
]);
const manifests = filesOf(["package.json", "{apps,packages}/*/package.json", "specs/package.json"]);

test("there are pages to check", () => {
  for (const page of [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/glossary.md",
    "docs/internals/servers.md",
  ])
    expect(pages).toContain(page);
  expect(manifests.length).toBeGreaterThan(10);
});

describe("words", () => {
  test.each(pages)("%s uses plain words", (page) => {
    expect(forbiddenWords(markdownProse(read(page)))).toEqual([]);
  });

  test.each(manifests)("the description in %s uses plain words", (manifest) => {
    const { description = "" } = JSON.parse(read(manifest)) as { readonly description?: string };
    expect(forbiddenWords(description)).toEqual([]);
  });
});

const anchorsByPage = new Map<string, ReadonlySet<string>>();
const anchorsOf = (page: string): ReadonlySet<string> => {
  const known = anchorsByPage.get(page) ?? markdownAnchors(read(page));
  anchorsByPage.set(page, known);
  return known;
};

/** What is wrong with a reference to a file of the repository and, for a page, to a heading in it. */
const problemOf = (path: string, anchor: string): string | undefined => {
  if (!existsSync(join(repository, path))) return `${path} does not exist`;
  if (anchor === "" || !path.endsWith(".md") || anchorsOf(path).has(anchor)) return undefined;
  return `${path} has no heading #${anchor}`;
};

describe("references", () => {
  test.each(pages)("%s has no dead link", (page) => {
    const problems = markdownLinks(read(page)).flatMap(({ line, path, anchor }) => {
      const target = path === "" ? page : relative(repository, join(repository, dirname(page), path));
      const problem = problemOf(target, anchor);
      return problem === undefined ? [] : [`line ${line}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  /** Files that a command writes and Git ignores. */
  const written = new Set(["apps/conformance/report", "apps/release/dist/executables"]);
  const guides = pages.filter((page) => /^(?:ARCHITECTURE|CONTRIBUTING)\.md$|^docs\//.test(page));
  test.each(guides)("the files that %s names exist", (page) => {
    const paths = read(page).matchAll(/`((?:apps|packages|specs|docs|examples|\.ci)\/[\w./-]+)`/g);
    const missing = Array.from(paths, ([, path = ""]) => path).filter(
      (path) => !written.has(path) && !existsSync(join(repository, path)),
    );
    expect(missing).toEqual([]);
  });

  test("the pages and headings that the code cites exist", () => {
    const all = filesOf(["{apps,packages}/*/{src,test}/**/*.ts", "specs/*.yaml", ".ci/*"]);
    // This file cites pages that do not exist, below.
    const sources = all.filter((source) => source !== "apps/release/test/docs-words.test.ts");
    expect(sources.length).toBeGreaterThan(500);
    const problems = sources.flatMap((source) =>
      Array.from(read(source).matchAll(/(?<![\w/])(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)).flatMap(
        ([, path = "", anchor = ""]) => {
          const problem = problemOf(path, anchor);
          return problem === undefined ? [] : [`${source}: ${problem}`];
        },
      ),
    );
    expect(problems).toEqual([]);
  });
});

describe("the checks themselves", () => {
  const text =
    "# A `b` c\n\n## A b c\n\n```md\n# no\n[x](gone.md)\n```\n\n[x](y.md#z) `[n](o)` [q](#a-b-c) [w](https://e.org/a)\n";

  test("find headings outside of code, numbered where they repeat", () => {
    expect([...markdownAnchors(text)]).toEqual(["a-b-c", "a-b-c-1"]);
  });

  test("find links outside of code that stay in the repository", () => {
    expect(markdownLinks(text)).toEqual([
      { line: 10, path: "y.md", anchor: "z" },
      { line: 10, path: "", anchor: "a-b-c" },
    ]);
  });

  test("see a file and a heading that do not exist", () => {
    expect(problemOf("docs/gone.md", "")).toBe("docs/gone.md does not exist");
    expect(problemOf("docs/glossary.md", "gone")).toBe("docs/glossary.md has no heading #gone");
    expect(problemOf("docs/glossary.md", "tail")).toBeUndefined();
  });
});
