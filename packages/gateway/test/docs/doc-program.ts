import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The code block of a language below a heading of a page in docs/. */
export const docProgram = (page: string, heading: string, language: string): string => {
  const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), "utf8");
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const block = new RegExp(`\`\`\`${language}(?: [^\\n]*)?\\n([\\s\\S]*?)\`\`\``).exec(
    section.split("\n## ")[0] ?? "",
  )?.[1];
  if (block === undefined) throw new Error(`docs/${page} has no ${language} program under "${heading}"`);
  return block;
};

/** All code blocks of a language in a page of docs/. */
export const docPrograms = (page: string, language: string): ReadonlyArray<string> => {
  const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), "utf8");
  return Array.from(
    text.matchAll(new RegExp(`\`\`\`${language}(?: [^\\n]*)?\\n([\\s\\S]*?)\`\`\``, "g")),
    ([, block = ""]) => block,
  );
};

/** The program with the package that `jobwire` is on a runtime: this package does not depend on `jobwire` itself. */
export const onRuntime = (program: string, runtime: "node" | "bun" | "deno"): string =>
  program.replaceAll('from "jobwire"', `from "@jobwire/${runtime}"`);

/** A folder from which programs import this package and those of its tests, as a project does that installed them. */
export const projectFolder = (): string => {
  const parent = fileURLToPath(new URL("../../.tmp/docs/", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(parent);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
