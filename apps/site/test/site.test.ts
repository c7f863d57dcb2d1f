/** The site builds, leads nowhere wrong, loads nothing from elsewhere, and has every page in its sidebar. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright";
import { expect, onTestFinished, test } from "vitest";
import { sidebarOf } from "../.vitepress/sidebar.ts";
import { deadLinks, foreignAssets } from "../src/dead-links.ts";
import { readPages } from "../src/read-pages.ts";
import { home, repository } from "../src/repository.ts";
import { chromiumOptions } from "./chromium.ts";
import { serveFolder } from "./serve-folder.ts";

const files = readPages(join(repository, "docs"));
const pages = files.map(({ path }) => `/${path.replace(/(?:(?<=^|\/)index)?\.md$/, "")}`);
const linked = sidebarOf(files)
  .flatMap(({ items }) => items.map(({ link }) => link))
  .filter((link) => link !== "/api/");

test("the sidebar has every page once, and no other", () => {
  expect(linked.toSorted()).toEqual(pages.toSorted());
});

test("the site builds without a dead link", async () => {
  // Rejects with its report when it fails.
  await promisify(execFile)(process.execPath, ["src/build.ts"], { cwd: home, maxBuffer: 1 << 26 });
  const site = join(home, "dist/site");
  for (const page of pages) {
    const file = `${page.slice(1)}${page.endsWith("/") ? "index" : ""}`;
    expect(existsSync(join(site, `${file}.html`)), file).toBe(true);
    expect(existsSync(join(site, `${file}.md`)), file).toBe(true);
  }
  const llms = readFileSync(join(site, "llms.txt"), "utf8");
  for (const page of pages.filter((path) => path !== "/")) expect(llms).toContain(`(${page}.md)`);
  expect(readFileSync(join(site, "llms-full.txt"), "utf8")).toContain("# Look up a word");
  expect(existsSync(join(site, "api/index.html"))).toBe(true);
}, 280_000);

test("a phone shows every page without scrolling to the side, search finds a page, and nothing comes from elsewhere", async () => {
  const site = await serveFolder(join(home, "dist/site"));
  onTestFinished(site.close);
  const browser = await chromium.launch(chromiumOptions);
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 375, height: 720 } });
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on(
    "request",
    (request) =>
      !/^(?:data:|blob:)/.test(request.url()) && !request.url().startsWith(site.url) && problems.push(request.url()),
  );
  for (const path of [
    ...pages.map((one) => (one.endsWith("/") ? `${one}index` : one)),
    "/api/index",
    "/api/interfaces/jobwire.RayJobs",
  ]) {
    await page.goto(`${site.url}${path}.html`, { waitUntil: "domcontentloaded" });
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (wider > 0) problems.push(`${path} is ${wider} pixels too wide`);
  }
  await page.goto(`${site.url}/index.html`);
  await page.locator(".VPNavBarSearch button").click();
  await page.locator("#localsearch-input").fill("proven end");
  await page.locator("#localsearch-list a", { hasText: "Proven end" }).first().click();
  await page.waitForURL(/\/glossary\.html#proven-end$/);
  expect(problems).toEqual([]);
}, 280_000);

test("the check finds a dead page, a dead heading, a dead image and a foreign script", () => {
  const site = mkdtempSync(join(tmpdir(), "jobwire-site-"));
  onTestFinished(() => rmSync(site, { recursive: true }));
  mkdirSync(join(site, "a"));
  writeFileSync(join(site, "b.html"), '<h2 id="here">x</h2><script src="https://cdn.example/x.js"></script>');
  writeFileSync(
    join(site, "a/index.html"),
    '<a href="../b.html#here">1</a><a href="/b.html#gone">2</a><a href="c.html">3</a><img alt="" src="/p.png"><a href="/a/">4</a>',
  );
  expect(deadLinks(site, "/")).toEqual(["a/index.html: /b.html#gone", "a/index.html: /p.png", "a/index.html: c.html"]);
  expect(foreignAssets(site)).toEqual(["b.html: https://cdn.example/x.js"]);
});
