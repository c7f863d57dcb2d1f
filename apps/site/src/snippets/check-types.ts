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
  include: ["*.ts"],
};

/** What the compiler reports about TypeScript programs, each at its page and line. */
export const checkTypes = async (snippets: ReadonlyArray<Snippet>): Promise<ReadonlyArray<string>> => {
  const folder = join(home, "dist/snippet-types");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  // The globals of runtimes whose own types would contradict each other here.
  writeFileSync(
    join(folder, "runtimes.d.ts"),
    "declare const Deno: any; declare const Bun: any; declare module 'bun:test';",
  );
  const starts = snippets.map((snippet, index) => {
    const given = givenLines(snippet.given);
    writeFileSync(join(folder, `program${index}.ts`), given + snippet.code);
    return given.split("\n").length - 1;
  });
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: folder }, (_, text) =>
      resolve(text),
    );
  });
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, index, row, report] = /program(\d+)\.ts\((\d+),\d+\): (.*)/.exec(line) ?? [];
      const snippet = snippets[Number(index)];
      if (snippet === undefined) return line;
      return `${snippet.page}:${snippet.line + Number(row) - (starts[Number(index)] ?? 0)}: ${report}`;
    });
};
