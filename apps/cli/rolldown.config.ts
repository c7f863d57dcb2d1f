import { cpSync, existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CodeSplittingGroup, defineConfig, type Plugin } from "rolldown";
import { thirdPartyNotice } from "../../packages/third-party-notice.ts";

/**
 * The sources of the packages with clients. Their builds are a few large files each; of their sources a command loads only those
 * that it needs.
 */
const sources = Object.fromEntries(
  ["core", "node-shared", "node", "bun", "deno"]
    .flatMap((folder) => {
      const { exports } = JSON.parse(readFileSync(`../../packages/${folder}/package.json`, "utf8")) as {
        readonly exports: Readonly<Record<string, { readonly default: string }>>;
      };
      return Object.entries(exports).map(([path, target]) => {
        const source = target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
        return [`@jobwire/${folder}${path.slice(1)}`, resolve(`../../packages/${folder}`, source)] as const;
      });
    })
    .toSorted(([one], [other]) => other.length - one.length),
);

/**
 * What is loaded together is one file: to find, read and link fifty files takes longer than to run a short command. The first group
 * of a module counts, and takes what its modules import.
 */
const groups: ReadonlyArray<CodeSplittingGroup> = [
  // The version needs nothing else.
  { name: "version", priority: 4, test: /\/apps\/cli\/src\/(?:package-version|compile-cache)\.ts$/ },
  // What commands print does not need a client.
  {
    name: "text",
    priority: 3,
    test: /\/(?:json-text|hidden-characters|visible-text|small-file|hide-env-vars)\.ts$|usingCtx/,
  },
  // Only tails open sockets.
  {
    name: "socket",
    priority: 1,
    test: /\/node_modules\/ws\/|\/node-shared\/src\/(?:ws|ws-socket|hidden-environment|proxy\/tunnel-agent)\.ts$/,
  },
  {
    name: "client",
    priority: 2,
    test: (id) =>
      /\/packages\/(?:core|node|node-shared)\/src\/|\/node_modules\/(?:effect|openapi-fetch|undici)\//.test(id) &&
      !/\/(?:ws|ws-socket|hidden-environment|tunnel-agent|small-file|working-dir)(?:\.ts|\/)|runtime-env/.test(id),
  },
  {
    name: "command",
    test: /\/node_modules\/(?:commander|cli-table3|string-width)\/|\/cli\/src\/settings\/(?:client-options|clients|transport)\.ts$/,
  },
];

/** Modules that replace others: a command runs nothing of what these contain, and each takes milliseconds to load. */
const replaced: ReadonlyArray<{ readonly of: RegExp; readonly by: RegExp; readonly code: string }> = [
  // Commander starts processes for commands in files of their own, which this command has none of.
  { of: /^node:child_process$/, by: /\/commander\//, code: "export default {};" },
  // The adapter of Node never allows HTTP/2.
  { of: /^\.\/client-h2\.js$/, by: /\/undici\//, code: "module.exports = undefined;" },
  // Node's own module loads what compares and prints values, and undici only calls this.
  {
    of: /^node:assert$/,
    by: /\/undici\//,
    code: `module.exports = (value, message = "undici's state is not what it assumes") => {
      if (!value) throw message instanceof Error ? message : new Error(message);
    };`,
  },
];
const replacements: Plugin = {
  name: "replacements",
  resolveId(id, importer = "") {
    const at = replaced.findIndex(({ of, by }) => of.test(id) && by.test(importer));
    return at === -1 ? undefined : { id: `\0replaced-${at}`, moduleSideEffects: false };
  },
  load: (id) => replaced[Number(/^\0replaced-(\d+)$/.exec(id)?.[1] ?? "-1")]?.code,
};

/**
 * Imports of Node's modules become properties of them: an import in ESM reads every property of the module, which opens stdin, loads
 * workers, and takes longer than a short command may.
 */
const builtins: Plugin = {
  name: "builtins",
  renderChunk: (code) =>
    code.replace(/^import ([\w$]+|\{[^}]*\}) from "(node:[\w/]+)";$/gm, (_, names: string, module: string) => {
      const properties = names.replaceAll(" as ", ": ");
      return `const ${properties} = globalThis.process.getBuiltinModule("${module}");`;
    }),
};

/**
 * The gateway is a bundle of its own, with its own copies of what it uses: it needs most of Effect, and a shared file would bring that
 * into every other command.
 */
const ownBundle: Plugin = {
  name: "own-bundle",
  resolveId: (id) => (id.endsWith("/gateway/run.ts") ? { id: "./gateway/run.js", external: "absolute" } : undefined),
};

/** Copies the console's pages, which its own build wrote. */
const consolePages: Plugin = {
  name: "console-pages",
  writeBundle: () => {
    if (!existsSync("../console/dist/index.html")) {
      throw new Error(
        "apps/console/dist has no index.html. Build the console first: turbo run build --filter=@jobwire/console",
      );
    }
    cpSync("../console/dist", "dist/console", { recursive: true });
  },
};

const shared = {
  platform: "node",
  resolve: { alias: sources },
  // Only for versions of undici with other files than the one that this bundle contains.
  external: ["undici"],
  // Node 22 knows no `using`.
  transform: { target: "es2023" },
} as const;
const output = {
  format: "esm",
  cleanDir: true,
  comments: { legal: true, annotation: false, jsdoc: false },
} as const;
const notice = "The jobwire command contains these packages, under their own licences.";

export default defineConfig([
  {
    ...shared,
    input: ["src/main.ts", "src/demo.ts"],
    output: { ...output, dir: "dist", codeSplitting: { groups: [...groups] } },
    plugins: [replacements, builtins, ownBundle, thirdPartyNotice(notice)],
  },
  {
    ...shared,
    input: ["src/gateway/run.ts"],
    output: { ...output, dir: "dist/gateway", codeSplitting: false },
    plugins: [replacements, builtins, consolePages, thirdPartyNotice(notice)],
  },
]);
