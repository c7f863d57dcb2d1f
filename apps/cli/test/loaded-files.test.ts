import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { main } from "./run-cli.ts";

/** The files of the command that these arguments load, without Node's own. */
const loadedBy = (...args: ReadonlyArray<string>): { readonly names: ReadonlyArray<string>; readonly kB: number } => {
  const hooks = `
    import { registerHooks } from "node:module";
    import { statSync, writeSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    registerHooks({
      load: (url, context, next) => {
        if (url.startsWith("file:")) writeSync(3, JSON.stringify([url, statSync(fileURLToPath(url)).size]) + "\\n");
        return next(url, context);
      },
    });`;
  const { output, status } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(hooks)}`, main, ...args],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"], env: { NODE_DISABLE_COMPILE_CACHE: "1" } },
  );
  expect(status).toBe(0);
  const files = (output[3] ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as readonly [url: string, size: number]);
  return {
    names: files.map(([url]) => fileURLToPath(url)),
    kB: Math.ceil(files.reduce((sum, [, size]) => sum + size, 0) / 1000),
  };
};

// Time cannot be tested on every machine; what costs the time can.
test("--version loads the program that starts, and nothing of commands or clients", () => {
  for (const flag of ["--version", "-V"]) {
    const { names, kB } = loadedBy(flag);
    expect(names[0]).toBe(main);
    expect(names.length).toBeLessThanOrEqual(3);
    expect(kB).toBeLessThanOrEqual(10);
  }
});

test.each([
  [["ray", "--help"], 255],
  [["agent", "logs", "--help"], 215],
  [["reasoner", "--help"], 215],
  [["console", "--help"], 215],
] as const)("%j loads its own commands, and no client", (args, most) => {
  const { names, kB } = loadedBy(...args);
  expect(kB).toBeGreaterThan(100);
  expect(kB).toBeLessThanOrEqual(most);
  expect(names.filter((name) => /make-|connections|decode|client/.test(name))).toEqual([]);
});

test.each([["--help"], ["help"]])("%s loads the commands of no system", (...args) => {
  const { names, kB } = loadedBy(...args);
  expect(kB).toBeGreaterThan(100);
  expect(kB).toBeLessThanOrEqual(180);
  expect(names.filter((name) => /ray|agent|reasoner|gateway|client/.test(name))).toEqual([]);
});
