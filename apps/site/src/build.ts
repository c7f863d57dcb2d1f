/** Builds the site into dist/site: the pages of docs/, the API reference, and the texts for models. Fails at a dead link. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkTo, sidebarOf } from "../.vitepress/sidebar.ts";
import { deadLinks, foreignAssets } from "./dead-links.ts";
import { llmsFullText, llmsText, type Section } from "./llms-text.ts";
import { readPages } from "./read-pages.ts";
import { home, repository } from "./repository.ts";

const docs = join(repository, "docs");
const site = join(home, "dist/site");
const base = process.env["JOBWIRE_SITE_BASE"] ?? "/";

const run = (name: string, ...args: ReadonlyArray<string>): void => {
  execFileSync(process.execPath, [join(home, "node_modules", name), ...args], { cwd: home, stdio: "inherit" });
};

rmSync(join(home, "dist/pages"), { recursive: true, force: true });
cpSync(docs, join(home, "dist/pages"), { recursive: true, filter: (path) => path !== join(docs, "api") });
run("typedoc/bin/typedoc");
run("vitepress/bin/vitepress.js", "build");
renameSync(join(home, "dist/api"), join(site, "api"));

const pages = readPages(docs);
const sections = sidebarOf(pages).map(
  ({ text, items }): Section => ({
    title: text,
    pages: items.flatMap(({ link }) => pages.filter(({ path }) => linkTo(path.replace(/\.md$/, "")) === link)),
  }),
);
for (const { path, text } of pages) {
  mkdirSync(dirname(join(site, path)), { recursive: true });
  writeFileSync(join(site, path), text);
}
writeFileSync(join(site, "llms.txt"), llmsText(sections, base));
writeFileSync(join(site, "llms-full.txt"), llmsFullText(sections, base));

const problems = [
  ...deadLinks(site, base).map((link) => `dead link: ${link}`),
  ...foreignAssets(site).map((address) => `loaded from elsewhere: ${address}`),
];
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}
