import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, type OutputChunk } from "rolldown";
import { type Figure, figureOf } from "../figure.ts";
import { atMost } from "../statistics/goal.ts";

/** A page that follows a job's log and waits for its end. */
const code = `import { ray } from "jobwire";
const cluster = ray({ address: location.origin });
const id = location.hash.slice(1);
for await (const line of cluster.jobs.tailLogs(id)) document.body.append(line, "\\n");
document.title = (await cluster.jobs.wait(id)).status;
`;

const entry = "\0page";

/** The modules that a page loads at once: the entry, and what it imports statically. */
const loadedAtOnce = (chunks: ReadonlyMap<string, OutputChunk>, first: OutputChunk): ReadonlySet<OutputChunk> => {
  const loaded = new Set([first]);
  for (const chunk of loaded) {
    for (const name of chunk.imports) {
      const imported = chunks.get(name);
      if (imported !== undefined) loaded.add(imported);
    }
  }
  return loaded;
};

/** The size of a page with a Ray client that follows and waits, bundled, minified and compressed with brotli. */
export const page = async (): Promise<Figure> => {
  const { output } = await build({
    input: entry,
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    platform: "browser",
    write: false,
    logLevel: "silent",
    external: /^node:/,
    output: { format: "esm", minify: true },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? { code, moduleType: "js" } : undefined),
      },
    ],
  });
  const chunks = output.filter((one): one is OutputChunk => one.type === "chunk");
  const first = chunks.find(({ isEntry }) => isEntry);
  if (first === undefined) throw new Error("the bundle has no entry");
  const atOnce = loadedAtOnce(new Map(chunks.map((chunk) => [chunk.fileName, chunk])), first);
  const compressed = (of: Iterable<OutputChunk>): number =>
    [...of].reduce((sum, chunk) => sum + brotliCompressSync(chunk.code).length, 0) / 1_000;
  const later = chunks.filter((chunk) => !atOnce.has(chunk));
  const minified = [...atOnce].reduce((sum, chunk) => sum + chunk.code.length, 0) / 1_000;
  return figureOf([compressed(atOnce)], {
    name: "a page with a Ray client, brotli",
    unit: "kB",
    goal: atMost(35),
    detail: `${minified.toFixed(0)} kB minified; ${later.length} further modules, loaded when first used: ${compressed(later).toFixed(1)} kB`,
  });
};
