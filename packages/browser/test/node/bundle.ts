import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/** Bundles this package and core as one module for pages: returns its text, and every module that it includes or still imports. */
export const bundle = async (
  code: string,
): Promise<{
  readonly text: string;
  readonly modules: ReadonlyArray<string>;
  readonly imports: ReadonlyArray<string>;
}> => {
  const entry = "\0entry";
  const result = await build({
    input: entry,
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    platform: "browser",
    write: false,
    logLevel: "silent",
    external: /^node:/,
    output: { format: "esm", codeSplitting: false },
    plugins: [
      {
        name: "entry",
        resolveId: (id, importer) => {
          if (id === entry) return id;
          // The umbrella package's condition for pages leads to this package.
          if (id === "jobwire") return fileURLToPath(new URL("../../dist/index.js", import.meta.url));
          return importer === entry
            ? fileURLToPath(new URL(`../../dist/${id.replace("@jobwire/browser", "index")}.js`, import.meta.url))
            : undefined;
        },
        load: (id) => (id === entry ? { code, moduleType: "ts" } : undefined),
      },
    ],
  });
  const [chunk] = result.output;
  return { text: chunk.code, modules: chunk.moduleIds, imports: [...chunk.imports, ...chunk.dynamicImports] };
};
