import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { metadataFaults, repositoryLinks } from "../src/metadata-faults.ts";
import type { Tarball } from "../src/pack.ts";
import { publicPackagesIn, repository } from "../src/repository.ts";
import { markdownAnchors } from "../src/words/markdown-links.ts";

const blob = "https://github.com/jobwire/jobwire/blob/main";
const readme = `# @jobwire/a\n\n## Install\n\n[Page](${blob}/docs/ray.md), [changes](${blob}/packages/jobwire/CHANGELOG.md)\n`;
const manifest = {
  name: "@jobwire/a",
  description: "A package.",
  keywords: ["a"],
  homepage: "https://github.com/jobwire/jobwire/tree/main/packages/a#readme",
  bugs: "https://github.com/jobwire/jobwire/issues",
  repository: { type: "git", url: "git+https://github.com/jobwire/jobwire.git", directory: "packages/a" },
  license: "Apache-2.0",
  author: "somebody",
  engines: { node: ">=22" },
  exports: { ".": "./dist/index.js" },
  publishConfig: { access: "public", provenance: true },
  scripts: { build: "tsc", test: "vitest" },
  dependencies: { ws: "^8.1.0" },
};
const tarball = (changes: object = {}, text = readme): Tarball =>
  ({ package: { folder: "packages/a" }, manifest: { ...manifest, ...changes }, readme: text }) as unknown as Tarball;

test("a package with all metadata has no faults", () => {
  expect(metadataFaults(tarball())).toEqual([]);
  expect(metadataFaults(tarball({ exports: undefined, engines: undefined }))).toEqual([]);
});

test.each<[string, Tarball]>([
  ["it has no keywords", tarball({ keywords: [] })],
  ["it has no author", tarball({ author: undefined })],
  [
    "its repository is not https://github.com/jobwire/jobwire, directory packages/a",
    tarball({ repository: { ...manifest.repository, directory: "packages/b" } }),
  ],
  ["its homepage is not its README", tarball({ homepage: "https://example.com" })],
  ["its bugs do not go to https://github.com/jobwire/jobwire/issues", tarball({ bugs: "https://example.com" })],
  ["it has no engines", tarball({ engines: undefined })],
  ["it would be published without provenance", tarball({ publishConfig: { access: "public" } })],
  ["an installation would run its script postinstall", tarball({ scripts: { postinstall: "node x.js" } })],
  ["ws is the exact version 8.1.0, not a range", tarball({ dependencies: { ws: "8.1.0" } })],
  ["its README does not begin with its name", tarball({}, readme.replace("/a", "/b"))],
  ["its README has no heading Install", tarball({}, readme.replace("## Install", ""))],
  ["its README links to no page of docs", tarball({}, readme.replace("/docs/ray.md", "/README.md"))],
  ["its README does not link to the changelog", tarball({}, readme.replace("/CHANGELOG.md", ""))],
  ["its README has a link that is dead outside of the repository", tarball({}, `${readme}[x](../y.md)\n`)],
])("a fault: %s", (fault, one) => {
  expect(metadataFaults(one)).toEqual([fault]);
});

test.each(publicPackagesIn(repository).map(({ folder }) => folder))("%s has a README whose links exist", (folder) => {
  const links = repositoryLinks(readFileSync(join(repository, folder, "README.md"), "utf8"));
  expect(links.length).toBeGreaterThan(1);
  const dead = links.filter((link) => {
    const [path = "", anchor = ""] = link.split("#");
    const file = join(repository, path);
    return !existsSync(file) || (anchor !== "" && !markdownAnchors(readFileSync(file, "utf8")).has(anchor));
  });
  expect(dead).toEqual([]);
});
