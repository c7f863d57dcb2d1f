import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import GithubSlugger from "github-slugger";
import { defineConfig } from "vitepress";
import { outsideLinks } from "./outside-links.ts";
import { readPages } from "../src/read-pages.ts";
import { sidebarOf } from "./sidebar.ts";

const pages = readPages(fileURLToPath(new URL("../dist/pages", import.meta.url)));

/** Lines of a log, as an image within each page. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  readFileSync(fileURLToPath(new URL("../reference/icon.svg", import.meta.url)), "utf8"),
)}`;

export default defineConfig({
  title: "Jobwire",
  description: "Start, follow and finish Ray, Synapse Agent and RelationalAI jobs from Node, Bun, Deno and pages.",
  lang: "en",
  // The folder of the site on its host: `/` on a domain of its own.
  base: process.env["JOBWIRE_SITE_BASE"] ?? "/",
  // `src/build.ts` puts the pages of docs/ and the API reference here.
  srcDir: "dist/pages",
  outDir: "dist/site",
  cacheDir: "dist/cache",
  markdown: {
    config: (md) => {
      md.use(outsideLinks);
    },
    // GitHub's anchors, so that a link to a heading works in the repository and on the site.
    anchor: { slugify: (text) => new GithubSlugger().slug(text) },
    // Known to GitHub and not to Shiki: shown without colours.
    languages: [{ name: "caddyfile", scopeName: "source.caddyfile", patterns: [], repository: {} }],
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  head: [
    ["meta", { name: "referrer", content: "no-referrer" }],
    ["link", { rel: "icon", type: "image/svg+xml", href: icon }],
  ],
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/start" },
      { text: "Guides", link: "/guides/follow-a-log" },
      { text: "API", link: "/api/", target: "_self" },
    ],
    sidebar: sidebarOf(pages),
    outline: { level: [2, 3], label: "On this page" },
    docFooter: { prev: "Before", next: "Next" },
    externalLinkIcon: true,
  },
  vite: { build: { chunkSizeWarningLimit: 3000 } },
});
