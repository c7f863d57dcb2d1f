import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const filesIn = (folder: string, ending: string): Array<string> =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending))
        .map((name) => `${folder}/${name}`)
    : [];

/** The code without comments and strings, so that a word in a sentence does not count. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (part) =>
    part.startsWith("/") ? " " : '""',
  );

const specifiers = (text: string): Array<string> =>
  Array.from(
    text.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g),
    (match) => match[1] ?? "",
  );

/** The globals of only some runtimes. `globalThis.process` and similar are the same identifiers. */
const foreign =
  /\b(?:process|Buffer|Deno|Bun|require|__dirname|__filename|setImmediate|window|document|navigator|global)\b/;

const sources = filesIn(`${root}src`, ".ts");
// The other file contains Effect, which asks `globalThis` for what only some runtimes have; packages/jobwire/test/built-copies.test.ts checks its imports.
const built = filesIn(`${root}dist`, ".js").filter((file) => !file.endsWith("/promise-client.js"));

describe("core", () => {
  it("is checked as a whole", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each(["effect/Effect", "openapi-fetch"])("imports %s", (name) => {
    expect(sources.flatMap((file) => specifiers(readFileSync(file, "utf8")))).toContain(name);
  });

  it.each([...sources, ...built])("%s imports only modules of effect, openapi-fetch and its own files", (file) => {
    for (const specifier of specifiers(readFileSync(file, "utf8"))) {
      expect(specifier).toMatch(/^(?:\.{1,2}\/.*\.(?:ts|js)|effect\/\w+|openapi-fetch)$/);
    }
  });

  it.each([...sources, ...built])("%s uses no global of one runtime", (file) => {
    expect(codeOf(readFileSync(file, "utf8")).match(foreign)?.[0]).toBeUndefined();
  });

  it("would notice a violation", () => {
    expect(specifiers('import { a } from "node:fs";\nconst b = await import("undici");')).toEqual([
      "node:fs",
      "undici",
    ]);
    expect(codeOf('const a = "process"; // Deno\nBuffer.from(a)')).toMatch(foreign);
    expect(codeOf('const a = "process"; /* Bun */ // Deno')).not.toMatch(foreign);
  });
});
