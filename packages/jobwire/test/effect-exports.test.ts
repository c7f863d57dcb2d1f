/** `jobwire/effect` has the same names on every runtime: a program that compiles for one compiles for all. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What a module exports by name; each runtime's `export *` takes in the same core. */
const exportsOf = (runtime: string): ReadonlyArray<string> => {
  const source = readFileSync(new URL(`../../${runtime}/src/effect.ts`, import.meta.url), "utf8");
  expect(source).toContain('export * from "@jobwire/core/effect";');
  const lists = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names = ""]) => names.split(","));
  const constants = [...source.matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
  return [...lists, ...constants]
    .map(
      (entry) =>
        entry
          .replace(/^\s*type\s/, "")
          .split(" as ")
          .at(-1)
          ?.trim() ?? "",
    )
    .filter((name) => name !== "")
    .map((name) => name.replace(new RegExp(`^${runtime}(?=Adapter)`), "own"))
    .map((name) => name.replace(new RegExp(`(?<=^create)${runtime}|^${runtime}(?=AdapterOptions)`, "i"), "Own"))
    .toSorted();
};

test.each(["bun", "deno"])("%s's Effect entry point has the names of Node's", (runtime) => {
  expect(exportsOf(runtime)).toEqual(exportsOf("node"));
});

test("each runtime has a layer for each system", () => {
  for (const runtime of ["node", "bun", "deno", "browser"]) {
    expect(exportsOf(runtime)).toEqual(expect.arrayContaining(["adapter", "agentLayer", "rayLayer", "reasonerLayer"]));
  }
});
