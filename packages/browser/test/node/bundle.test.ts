import { expect, test } from "vitest";
import { bundle } from "./bundle.ts";

test("a bundle for pages contains core and this package, and nothing of Node", async () => {
  const { modules, imports } = await bundle(
    'import { ray, browserAdapter } from "@jobwire/browser"; console.log(ray, browserAdapter);',
  );
  expect(imports).toEqual([]);
  expect(modules.some((id) => id.includes("/core/dist/parts/"))).toBe(true);
  expect(modules.filter((id) => /\/(?:node|node-shared|undici|ws)\//.test(id.replace("/node_modules/", "/")))).toEqual(
    [],
  );
});

test("the check detects an import of Node", async () => {
  const { imports } = await bundle('import { request } from "node:http"; console.log(request, import("node:fs"));');
  expect(imports).toEqual(["node:http", "node:fs"]);
});
