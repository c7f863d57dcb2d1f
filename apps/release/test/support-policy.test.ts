/** The packages, the tests and the pages have the versions that Jobwire promises. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicPackagesIn, readPackage, repository } from "../src/repository.ts";
import { supportPolicy } from "../src/support-policy.ts";

const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const { runtimes, ray } = supportPolicy;
const packages = publicPackagesIn(repository);

test("engines are the policy's ranges", () => {
  const all = Object.fromEntries(Object.entries(runtimes).map(([name, { engines }]) => [name, engines]));
  for (const { manifest } of packages.filter(({ folder }) => folder !== "specs")) {
    const { engines = {} } = manifest;
    expect(Object.keys(engines).length, manifest.name).toBeGreaterThan(0);
    for (const [name, range] of Object.entries(engines))
      expect([manifest.name, range]).toEqual([manifest.name, all[name]]);
  }
  expect(packages.find(({ folder }) => folder === "packages/jobwire")?.manifest.engines).toEqual(all);
  for (const { engines, lowest } of Object.values(runtimes)) expect(`${lowest}`).toBe(`${engines.slice(2)}.0`);
});

test("the conformance suite runs the versions that the policy names", () => {
  const { dependencies = {} } = readPackage(repository, "apps/conformance").manifest;
  for (const { tested } of Object.values(runtimes)) {
    for (const [name, version] of Object.entries(tested)) {
      expect(dependencies[name]?.replace("npm:node@", ""), name).toBe(version);
    }
  }
  const ids = /runtimeIds = \[([^\]]*)\]/.exec(read("apps/conformance/src/runner/runtime-id.ts"))?.[1] ?? "";
  const tested = Object.values(runtimes).flatMap((one) => Object.keys(one.tested));
  expect(ids.match(/\w+/g)).toEqual([...tested, "chromium"]);
});

test("the live suite runs the releases of Ray that the policy names, and the page shows them", () => {
  const source = read("apps/live/src/head/venv.ts");
  const constants = new Map(
    Array.from(source.matchAll(/const (\w+) = "([\d.]+)"/g), ([, name, value]) => [name, value]),
  );
  const list = /RAY_VERSIONS[^=]*= \[([^\]]*)\]/.exec(source)?.[1] ?? "";
  const versions = Array.from(list.matchAll(/"([\d.]+)"|(\w+)/g), ([, text, name]) => text ?? constants.get(name));
  expect(versions).toEqual(ray.tested);
  expect(read("docs/versions.md")).toContain(`| | ${ray.tested.join(" | ")} |`);
  expect(ray.tested[0]).toBe(`${ray.lowest}.0`);
  expect(read("README.md")).toContain(`Ray ${ray.lowest} and newer`);
});

test("the pages name the same lowest versions", () => {
  const { node, bun, deno } = runtimes;
  const [lowestNode, lowestBun, lowestDeno] = [node, bun, deno].map(({ engines }) => engines.slice(2));
  const page = read("docs/runtimes.md");
  for (const words of [`Node ${lowestNode} and newer`, `Bun ${lowestBun} and newer`, `Deno ${lowestDeno} and newer`]) {
    expect(page).toContain(words);
    expect(read("packages/jobwire/CHANGELOG.md")).toContain(words);
  }
  expect(read("README.md")).toContain(`Node ${lowestNode} or newer`);
  expect(read("packages/jobwire/README.md")).toContain(`Node ${lowestNode} or newer`);
});

test("CI and the release use a version of Node that this repository runs", () => {
  // pnpm brings Node 24 for the scripts. CI shows that Node 20 is enough to begin with.
  expect(read(".github/workflows/ci.yml")).toContain("image: node:20-");
  const [major] = runtimes.node.tested["node24"]!.split(".");
  const used = Array.from(
    read(".github/workflows/publish.yml").matchAll(/node-version: "(\d+)"/g),
    ([, version]) => version,
  );
  expect(new Set(used)).toEqual(new Set([major]));
});

test("the tests run the lowest version of each range that users install; fresh projects install the newest", () => {
  let ranges = 0;
  for (const { folder, manifest } of packages) {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      // The rehearsal's projects run the lowest version of effect.
      if (!range.startsWith("^") || name === "effect") continue;
      const installed = JSON.parse(read(join(folder, "node_modules", name, "package.json"))) as {
        readonly version: string;
      };
      expect(`${manifest.name}: ${name} ^${installed.version}`).toBe(`${manifest.name}: ${name} ${range}`);
      ranges += 1;
    }
  }
  expect(ranges).toBeGreaterThan(6);
});
