import { join } from "node:path";
import { repository } from "./repository.ts";

/** The options with which this package reads built declarations, as in a `tsconfig.json`. */
export const compilerOptions: Readonly<Record<string, unknown>> & { readonly lib: ReadonlyArray<string> } = {
  target: "es2023",
  lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ["node"],
  typeRoots: [join(repository, "node_modules/@types")],
};
