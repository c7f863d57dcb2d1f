import { join } from "node:path";
import ts from "typescript";
import { repository } from "./repository.ts";

/**
 * The declarations of these files and of what they import. TypeScript 7 has no compiler API for JavaScript yet, so this reads them
 * with TypeScript 6.
 */
export const readProgram = (files: ReadonlyArray<string>): ts.Program =>
  ts.createProgram({
    rootNames: [...files],
    options: {
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2024.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [join(repository, "node_modules/@types")],
    },
  });
