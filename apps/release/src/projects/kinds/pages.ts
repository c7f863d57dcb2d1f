import { followProgram, mustHaveFollowed } from "../follow-program.ts";
import type { Kit, ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

const html = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Log</title><script type="module" src="${script}"></script>\n`;
/** Ray refuses what a page writes, so the page's own server forwards it. */
const program = followProgram("PAGE").replace('"PAGE"', "location.origin");
const open = async (kit: Kit, folder: string): Promise<void> => {
  const printed = await kit.openPage(folder, (text) => /SUCCEEDED|Error/.test(text));
  mustHaveFollowed(printed);
};

/** A page that Vite builds. */
export const vite: ProjectKind = {
  name: "npm, Vite, page in Chromium",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.vite],
  inCi: true,
  check: async (kit) => {
    await kit.project.write("index.html", html("/src/main.js"));
    await kit.project.write("src/main.js", program);
    await kit.project.run("vite", "build");
    await open(kit, "dist");
  },
};

/** A page that esbuild bundles. */
export const esbuild: ProjectKind = {
  name: "npm, esbuild, page in Chromium",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.esbuild],
  inCi: false,
  check: async (kit) => {
    await kit.project.write("public/index.html", html("/page.js"));
    await kit.project.write("main.js", program);
    const output = ["--bundle", "--format=esm", "--minify", "--outfile=public/page.js"];
    await kit.project.run("esbuild", "main.js", ...output);
    await open(kit, "public");
  },
};
