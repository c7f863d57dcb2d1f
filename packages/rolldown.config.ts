import { readFileSync } from "node:fs";
import type { CodeSplittingGroup, RolldownOptions } from "rolldown";

/** The fields of a manifest that decide what is built. */
interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Modules that are no exports and get files of their own. */
const parts: Readonly<Record<string, ReadonlyArray<string>>> = {
  // The bundle of a page has only the backends that it uses.
  "@jobwire/core": ["ray/create-ray", "agent/create-agent", "reasoner/create-reasoner"],
  // Evaluated before and after the module `ws`.
  "@jobwire/node-shared": ["hidden-environment", "ws"],
};

/** One file for the modules that the same entries need; a small one joins another that the same entries load anyway. */
const shared: CodeSplittingGroup = {
  name: "shared",
  tags: ["$initial"],
  entriesAware: true,
  entriesAwareMergeThreshold: 16_384,
};

const { name: self, exports, dependencies = {} } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const entries = Object.values(exports).map((target) => /^\.\/dist\/(.*)\.js$/.exec(target.default)?.[1] ?? "");

// The published packages are built as a few files: hundreds take longer to load than to run. tsc writes the declarations.
const options: RolldownOptions = {
  input: Object.fromEntries([...entries, ...(parts[self] ?? [])].map((name) => [name, `src/${name}.ts`])),
  external: new RegExp(`^(?:node:|(?:${Object.keys(dependencies).join("|")})(?:/|$))`),
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
    chunkFileNames: ({ name }) => `parts/${/^\w+(?:-\w+)*/.exec(name)?.[0] ?? "part"}.js`,
    codeSplitting: self === "@jobwire/core" ? { groups: [shared] } : true,
    // The documentation is in the declarations and in the source.
    comments: { legal: true, annotation: true, jsdoc: false },
  },
};
export default options;
