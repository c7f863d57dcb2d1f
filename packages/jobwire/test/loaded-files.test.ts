import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

interface Loaded {
  /** The size of each file, by its path. */
  readonly files: Readonly<Record<string, number>>;
  readonly builtins: ReadonlyArray<string>;
}

/** Imports `specifier` in a process of its own, and returns what that loads. */
const loadedBy = (specifier: string): Loaded => {
  const program = `
    import { registerHooks } from "node:module";
    import { readFileSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    const files = {};
    const before = new Set(process.moduleLoadList);
    registerHooks({
      load: (url, context, next) => {
        if (url.startsWith("file:")) files[fileURLToPath(url)] = readFileSync(fileURLToPath(url)).byteLength;
        return next(url, context);
      },
    });
    await import(${JSON.stringify(specifier)});
    const builtins = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.replace(/^\\w+ /, ""));
    console.log(JSON.stringify({ files, builtins }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  return JSON.parse(output) as Loaded;
};

/** The package of a file: that of the last node_modules, or a folder of this repository. */
const packageOf = (file: string): string =>
  /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ??
  /[\\/]packages[\\/]([^\\/]+)/.exec(file)?.[1] ??
  file;

const sum = (sizes: ReadonlyArray<number>): number => sizes.reduce((total, size) => total + size, 0);

/** The number and the bytes of the files of the packages that `counts` names. */
const totals = (
  { files }: Loaded,
  counts: (name: string) => boolean,
): { readonly files: number; readonly kB: number } => {
  const counted = Object.entries(files).filter(([file]) => counts(packageOf(file)));
  return { files: counted.length, kB: Math.ceil(sum(counted.map(([, size]) => size)) / 1000) };
};

const isEffect = (name: string): boolean => name === "effect";

// Time cannot be tested on every machine; what costs the time can. Before this test an import loaded 804 files of 7.9 MB.
const jobwire = loadedBy(new URL("../dist/node.js", import.meta.url).href);

test("an import of jobwire on Node loads few files of its own", () => {
  const own = totals(jobwire, (name) => !isEffect(name));
  expect(own.files).toBeGreaterThan(10);
  expect(own.files).toBeLessThanOrEqual(28);
  expect(own.kB).toBeLessThanOrEqual(640);
});

test("an import of jobwire on Node loads the modules of Effect that it uses, and no others", () => {
  const effect = totals(jobwire, isEffect);
  expect(effect.files).toBeGreaterThan(50);
  expect(effect.files).toBeLessThanOrEqual(90);
  expect(effect.kB).toBeLessThanOrEqual(2400);
});

test.each(["effect/dist/index.js", "effect/dist/Schema.js", "undici", "ws", "fflate", "ignore", "yaml"])(
  "an import of jobwire on Node does not load %s",
  (name) => {
    expect(Object.keys(jobwire.files).filter((file) => file.includes(`/node_modules/${name}`))).toEqual([]);
  },
);

test.each(["http", "https", "tls", "net", "crypto", "internal/deps/undici/undici"])(
  "an import of jobwire on Node does not load Node's %s",
  (name) => {
    expect(jobwire.builtins).not.toContain(name);
  },
);

test("the count sees what is loaded", () => {
  const one = loadedBy("node:https");
  expect(one.builtins).toEqual(expect.arrayContaining(["https", "tls"]));
});
