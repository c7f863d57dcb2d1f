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

// Time cannot be tested on every machine; what costs the time can. The first version loaded 804 files of 7.9 MB.
const jobwire = loadedBy(new URL("../dist/node.js", import.meta.url).href);

test("an import of jobwire on Node loads few files, all of Jobwire's packages", () => {
  const all = totals(jobwire, () => true);
  expect(all.files).toBeGreaterThan(10);
  expect(all.files).toBeLessThanOrEqual(19);
  expect(all.kB).toBeGreaterThan(400);
  expect(all.kB).toBeLessThanOrEqual(750);
  expect(Object.keys(jobwire.files).filter((file) => file.includes("/node_modules/"))).toEqual([]);
});

test("a program with promises and Effects loads one copy of what both use", () => {
  const effect = loadedBy(new URL("../dist/effect/node.js", import.meta.url).href);
  const promiseFiles = (loaded: Loaded): ReadonlyArray<string> =>
    Object.keys(loaded.files).filter((file) => file.includes("/parts/promise-"));
  expect(promiseFiles(jobwire)).not.toEqual([]);
  expect(promiseFiles(effect)).toEqual([]);
  expect(totals(effect, (name) => name === "effect").files).toBeGreaterThan(50);
  const shared = Object.keys(jobwire.files).filter((file) => file in effect.files);
  expect(shared.filter((file) => file.endsWith("/core/dist/parts/shared.js"))).toHaveLength(1);
  expect(shared.filter((file) => file.includes("/node/dist/"))).not.toEqual([]);
});

test.each(["effect", "openapi-fetch", "undici", "ws", "fflate", "ignore", "yaml"])(
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
