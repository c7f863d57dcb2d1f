import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Target = Readonly<Record<"types" | "default", string>>;
const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly exports: Readonly<Record<string, Readonly<Record<string, Target>>>>;
};

/** The conditions that each sets, in any order: the first of the package's conditions among them decides. */
const runtimes: Readonly<Record<string, readonly [conditions: ReadonlyArray<string>, takes: string]>> = {
  node: [["node", "import", "module-sync", "node-addons"], "node"],
  bun: [["bun", "node", "import"], "bun"],
  deno: [["deno", "node", "import"], "deno"],
  "a bundler for pages": [["browser", "module", "import"], "browser"],
  "a bundler for workers": [["workerd", "worker", "browser", "import"], "browser"],
  "a bundler for servers": [["node", "module", "import"], "node"],
  "a compiler without a runtime condition": [["types", "import"], "browser"],
};

test.each(Object.entries(runtimes))("%s resolves to its own adapter", (_, [conditions, takes]) => {
  for (const [path, targets] of Object.entries(exports)) {
    const first = Object.keys(targets).find((condition) => condition === "default" || conditions.includes(condition));
    const folder = path === "." ? "./dist/" : "./dist/effect/";
    expect(targets[first ?? ""]).toEqual({ types: `${folder}${takes}.d.ts`, default: `${folder}${takes}.js` });
  }
});

test.each(["node", "browser"])(
  "an Effect program finds %s's adapter under the same name on every runtime",
  async (runtime) => {
    const { adapter } = (await import(`../src/effect/${runtime}.ts`)) as typeof import("../src/effect/node.ts");
    expect(adapter.runtime.name).toBe(runtime);
  },
);

test.each(["node", "browser"])("the exports of %s include the `ray` of the README's first program", async (runtime) => {
  const { ray } = (await import(`../src/${runtime}.ts`)) as typeof import("../src/node.ts");
  expect(ray({ address: "http://127.0.0.1:8265" }).address).toBe("http://127.0.0.1:8265");
});
