import type { Tarball } from "./pack.ts";

/** The files that a tarball may have. Any other file is a fault. */
const allowed: ReadonlyArray<RegExp> = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/[\w./-]+\.(?:js|js\.map|d\.ts|d\.ts\.map)$/,
  /^src\/[\w./-]+\.ts$/,
];
/** The files that one package alone may have. */
const allowedInPackage: Readonly<Record<string, RegExp>> = {
  // With the pages of the console.
  "@jobwire/cli":
    /^dist\/(?:(?:console\/|gateway\/)?third-party-licenses\.txt|console\/(?:index\.html|icon\.svg|assets\/[\w.-]+\.css))$/,
  "@jobwire/core": /^dist\/third-party-licenses\.txt$/,
  "@jobwire/specs": /^[\w-]+\.yaml$/,
};

/** The files that every tarball must have, besides those that its exports name. */
const needed = ["package.json", "LICENSE", "README.md"];

const targets = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string" ? [value.replace(/^\.\//, "")] : Object.values(value ?? {}).flatMap(targets);

/** What an editor reads to go from a name to its source: each declaration's map, and the source that the map names. */
const neededForMaps = (files: ReadonlyArray<string>): ReadonlyArray<string> =>
  files
    .filter((file) => /^dist\/.*\.d\.ts$/.test(file))
    .flatMap((file) => [`${file}.map`, file.replace(/^dist\//, "src/").replace(/\.d\.ts$/, ".ts")]);

/** The faults of a tarball. `version` is the version of all packages. */
export const tarballFaults = ({ files, manifest }: Tarball, version: string): ReadonlyArray<string> => {
  const rules = [
    ...allowed,
    ...(allowedInPackage[manifest.name] === undefined ? [] : [allowedInPackage[manifest.name]!]),
  ];
  const { bin } = manifest as { readonly bin?: unknown };
  const dependencies = Object.entries(manifest.dependencies ?? {});
  return [
    ...files.filter((file) => !rules.some((rule) => rule.test(file))).map((file) => `${file} must not be in it`),
    ...[...needed, ...neededForMaps(files), ...targets(manifest.exports), ...targets(bin)]
      .filter((file) => !files.includes(file))
      .map((file) => `${file} is missing`),
    ...(manifest.version === version ? [] : [`its version is ${manifest.version}, not ${version}`]),
    ...dependencies
      .filter(([name, range]) => /^(?:@jobwire\/|jobwire$)/.test(name) && range !== `^${version}`)
      .map(([name, range]) => `it depends on ${name} ${range}, not ^${version}`),
    ...dependencies.filter(([, range]) => /:/.test(range)).map(([name, range]) => `${name} is ${range}`),
  ];
};
