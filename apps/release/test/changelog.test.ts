import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import changelog from "../src/changelog.ts";
import { changelogFolder } from "../src/one-changelog.ts";
import { publicPackagesIn, repository } from "../src/repository.ts";

test("the umbrella has the one changelog, with its own version in it", () => {
  const packages = publicPackagesIn(repository);
  const withOne = packages.filter(({ folder }) => existsSync(join(repository, folder, "CHANGELOG.md")));
  expect(withOne.map(({ folder }) => folder)).toEqual([changelogFolder]);
  const { version } = withOne[0]!.manifest;
  expect(readFileSync(join(repository, changelogFolder, "CHANGELOG.md"), "utf8")).toContain(`\n## ${version}\n`);
});

test("each changeset is for the changelog of the umbrella", () => {
  for (const file of globSync(".changeset/*.md", { cwd: repository })) {
    const [, releases = ""] = readFileSync(join(repository, file), "utf8").split("---\n");
    expect(releases, file).toMatch(/^"?jobwire"?: (?:major|minor|patch)\n$/);
  }
});

test("a change is what its author wrote for users", async () => {
  expect(await changelog.getReleaseLine({ summary: "New: `a`.\n\n- b\n- c\n" })).toBe("- New: `a`.\n\n  - b\n  - c");
  expect(await changelog.getDependencyReleaseLine()).toBe("");
});
