import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// On Deno without --allow-env, `ws` can be loaded only while the environment is hidden: see src/hidden-environment.ts.
test("the built package evaluates hidden-environment right before ws, and in a file of its own", () => {
  const built = (name: string): string => readFileSync(new URL(`../dist/${name}.js`, import.meta.url), "utf8");
  const imports = (text: string): Array<string | undefined> =>
    Array.from(text.matchAll(/\bfrom "([^"]+)"/g), ([, specifier]) => specifier);
  expect(imports(built("ws"))).toEqual(["./hidden-environment.js", "ws"]);
  expect(imports(built("hidden-environment"))).toEqual([]);
  expect(imports(built("ws-socket"))).toContain("./ws.js");
  expect(imports(built("ws-socket"))).not.toContain("ws");
});
