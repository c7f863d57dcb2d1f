import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RolldownOptions } from "rolldown";
import { isPromiseCopy, promiseCopies, sourceName } from "./promise-copies.ts";
import { thirdPartyNotice } from "./third-party-notice.ts";

/** The fields of a manifest that decide what is built. */
interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Modules that are no exports and get files of their own. */
const parts: Readonly<Record<string, ReadonlyArray<string>>> = {
  // Evaluated before and after the module `ws`.
  "@jobwire/node-shared": ["hidden-environment", "ws"],
};

/** The entries that contain the packages that they use, for programs that do not install these. */
const bundled: Readonly<Record<string, ReadonlyArray<string>>> = { "@jobwire/core": ["index"] };

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { name: self, exports, dependencies = {}, peerDependencies = {} } = manifest;
const packages = Object.keys({ ...dependencies, ...peerDependencies });
const entries = Object.values(exports).map((target) => /^\.\/dist\/(.*)\.js$/.exec(target.default)?.[1] ?? "");
const source = (name: string): string => `src/${name}.ts`;

const copies =
  bundled[self] === undefined
    ? undefined
    : promiseCopies(
        resolve("src"),
        new Set(bundled[self].map((name) => resolve(source(name)))),
        entries.filter((name) => bundled[self]?.includes(name) !== true).map((name) => resolve(source(name))),
      );

const notice = thirdPartyNotice(
  "The code for Promise programs contains parts of these packages, under their own licences.",
);

// The published packages are built as a few files: hundreds take longer to load than to run. tsc writes the declarations.
const options: RolldownOptions = {
  input: Object.fromEntries([...entries, ...(parts[self] ?? [])].map((name) => [name, source(name)])),
  ...(copies === undefined
    ? { external: new RegExp(`^(?:node:|(?:${packages.join("|")})(?:/|$))`) }
    : { plugins: [copies.plugin, notice] }),
  platform: "neutral",
  // As tsc has it: Node 22 knows no `using`.
  transform: { target: "es2023" },
  output: {
    dir: "dist",
    cleanDir: true,
    format: "esm",
    sourcemap: true,
    // The packages contain their source.
    sourcemapExcludeSources: true,
    sourcemapPathTransform: sourceName,
    chunkFileNames: ({ name, moduleIds }) => {
      const own = /^\w+(?:-\w+)*/.exec(name)?.[0] ?? "part";
      return `parts/${moduleIds.some(isPromiseCopy) ? `promise-${own}` : own}.js`;
    },
    codeSplitting: copies === undefined ? true : { groups: [...copies.groups] },
    // The documentation is in the declarations and in the source.
    comments: { legal: true, annotation: true, jsdoc: false },
  },
};
export default options;
