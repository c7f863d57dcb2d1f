import ts from "typescript";
import { compilerOptions } from "./compiler-options.ts";
import { repository } from "./repository.ts";

const { options } = ts.convertCompilerOptionsFromJson(
  { ...compilerOptions, lib: [...compilerOptions.lib, "esnext.array"], noUnusedLocals: true },
  repository,
);

/**
 * These files and what they import, as a TypeScript program. TypeScript 7 has no compiler API for JavaScript yet, so this reads them
 * with TypeScript 6. `texts` has the content of files that are not on the disk, by their absolute path.
 */
export const readProgram = (
  files: ReadonlyArray<string>,
  texts: ReadonlyMap<string, string> = new Map(),
): ts.Program => {
  const host = ts.createCompilerHost(options);
  const read = (file: string): string | undefined => texts.get(file) ?? host.readFile(file);
  return ts.createProgram({
    rootNames: [...files],
    options,
    host: {
      ...host,
      fileExists: (file) => texts.has(file) || host.fileExists(file),
      readFile: read,
      getSourceFile: (file, version) => {
        const text = read(file);
        return text === undefined ? undefined : ts.createSourceFile(file, text, version, true);
      },
    },
  });
};
