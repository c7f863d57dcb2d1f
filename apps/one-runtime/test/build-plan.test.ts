import { expect, test } from "vitest";
import { buildPlan } from "../src/build-plan.ts";
import { type Package, readWorkspace, type Workspace } from "../src/workspace.ts";

const workspace = (needs: Readonly<Record<string, ReadonlyArray<string>>>): Workspace =>
  new Map(
    Object.entries(needs).map(([name, names]): [string, Package] => {
      const dependencies = Object.fromEntries(names.map((needed) => [needed, "workspace:^"]));
      return [name, { folder: `packages/${name}`, manifest: { name, dependencies } }];
    }),
  );
const order = (...args: Parameters<typeof buildPlan>): ReadonlyArray<string> =>
  buildPlan(...args).map((step) => step.package.manifest.name);

test("a package is built once, after all that it needs, and nothing else is built", () => {
  const packages = workspace({
    cli: ["node", "testing"],
    node: ["core"],
    testing: ["core", "react"],
    core: [],
    page: ["core"],
  });
  expect(order(packages, ["cli"])).toEqual(["core", "node", "testing", "cli"]);
  expect(order(packages, ["testing", "node"])).toEqual(["core", "testing", "node"]);
  expect(buildPlan(packages, ["cli"]).at(-1)?.after).toEqual(["node", "testing"]);
});

test("a circle and an unknown package are errors that name the packages", () => {
  const circle = workspace({ a: ["b"], b: ["c"], c: ["a"] });
  expect(() => buildPlan(circle, ["a"])).toThrow("These packages need each other: a → b → c → a.");
  expect(() => buildPlan(circle, ["d"])).toThrow('The workspace has no package "d".');
});

test("every package of this repository can be built in some order", () => {
  const packages = readWorkspace();
  const planned = order(packages, [...packages.keys()]);
  expect(new Set(planned)).toEqual(new Set(packages.keys()));
  expect(planned.indexOf("@jobwire/core")).toBeLessThan(planned.indexOf("jobwire"));
});
