import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { home, repository } from "../repository.ts";
import { givenLines } from "./given.ts";
import type { Snippet } from "./read-snippets.ts";

const compiler = join(repository, "node_modules/typescript/bin/tsc");

const settings = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
    module: "nodenext",
    moduleDetection: "force",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["**/*.ts"],
};

// The globals of runtimes whose own types would contradict each other here.
const runtimes = "declare const Deno: any; declare const Bun: any; declare module 'bun:test';";

/** What the compiler reports about TypeScript programs, each at its page and line. */
export const checkTypes = async (snippets: ReadonlyArray<Snippet>): Promise<ReadonlyArray<string>> => {
  const folder = join(home, ".tmp/snippet-types");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "runtimes.d.ts"), runtimes);
  const byFile = new Map<string, { readonly snippet: Snippet; readonly givenCount: number }>();
  for (const snippet of snippets) {
    // A folder for each page, in which its programs import those of its programs that have a name.
    const pageFolder = snippet.page.replaceAll(/\W/g, "-");
    const file = `${pageFolder}/${snippet.file ?? `line${snippet.line}.ts`}`;
    const given = givenLines(snippet.given);
    mkdirSync(join(folder, pageFolder), { recursive: true });
    writeFileSync(join(folder, file), given + snippet.code);
    byFile.set(file, { snippet, givenCount: given.split("\n").length - 1 });
  }
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: folder }, (_, text) =>
      resolve(text),
    );
  });
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, file = "", row, report] = /^(\S+\.ts)\((\d+),\d+\): (.*)/.exec(line) ?? [];
      const known = byFile.get(file);
      if (known === undefined) return line;
      return `${known.snippet.page}:${known.snippet.line + Number(row) - known.givenCount}: ${report}`;
    });
};
