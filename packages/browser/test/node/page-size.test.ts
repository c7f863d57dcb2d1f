import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build as esbuild } from "esbuild";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

/** A page that follows a job to its end. */
const page = `
  import { ray } from "@jobwire/browser";
  const cluster = ray({ address: location.origin + "/ray" });
  const log = cluster.jobs.tailLogs("raysubmit_1");
  for await (const line of log) document.body.append(line);
  const { status } = await cluster.jobs.wait("raysubmit_1");
  document.body.append(status);`;

/** One file of a bundle. */
interface BundledFile {
  readonly name: string;
  readonly code: string;
  readonly isEntry: boolean;
  /** The files that this one imports when it is loaded. */
  readonly imports: ReadonlyArray<string>;
}

const folder = fileURLToPath(new URL("../..", import.meta.url));
const entry = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

const byRolldown = async (): Promise<ReadonlyArray<BundledFile>> => {
  const bundle = await rolldown({
    input: "page",
    cwd: folder,
    platform: "browser",
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? "\0page" : id === "@jobwire/browser" ? entry : undefined),
        load: (id) => (id === "\0page" ? page : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  return output.flatMap((file) =>
    file.type === "chunk"
      ? [{ name: file.fileName, code: file.code, isEntry: file.isEntry, imports: file.imports }]
      : [],
  );
};

const byEsbuild = async (): Promise<ReadonlyArray<BundledFile>> => {
  const { outputFiles, metafile } = await esbuild({
    stdin: { contents: page, resolveDir: folder },
    alias: { "@jobwire/browser": entry },
    absWorkingDir: folder,
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    metafile: true,
    write: false,
  });
  return Object.entries(metafile.outputs).map(([name, output]) => ({
    name,
    code: outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text ?? "",
    isEntry: output.entryPoint === "<stdin>",
    imports: output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
  }));
};

const brotli = (code: string): number =>
  brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength;

/** The files that the page loads before its first line runs. */
const atOnce = (files: ReadonlyArray<BundledFile>): ReadonlyArray<BundledFile> => {
  const found = new Set(files.filter(({ isEntry }) => isEntry));
  for (const { imports } of found) {
    for (const name of imports) {
      const file = files.find((other) => other.name === name);
      if (file !== undefined) found.add(file);
    }
  }
  return [...found];
};

// The first version: 104 KB by rolldown. docs/browsers.md says what is in it.
test.each([
  ["rolldown", byRolldown, 78],
  ["esbuild", byEsbuild, 82],
] as const)("a page that follows a job loads at most so many KB by %s", async (_, bundle, most) => {
  const files = await bundle();
  const loaded = atOnce(files);
  const kB = loaded.reduce((sum, { code }) => sum + brotli(code), 0) / 1000;
  expect(kB).toBeGreaterThan(30);
  expect(kB).toBeLessThanOrEqual(most);
  const text = loaded.map(({ code }) => code).join("\n");
  // What only Schema has, and what is loaded when it is called.
  expect(text.includes("SchemaError")).toBe(false);
  const later = [
    "/api/serve/applications/",
    "/api/v0/tasks/timeline",
    "/api/packages/gcs/{name}",
    "submit: runtimeEnv",
    "the socket did not open within",
  ];
  for (const part of later) {
    expect(text.includes(part), part).toBe(false);
    expect(files.some(({ code }) => code.includes(part))).toBe(true);
  }
  // What only programs with Effect could use.
  expect(text.includes("effect/Logger")).toBe(false);
  // What other clients have.
  expect(text.includes("/api/v2/statements")).toBe(false);
});
