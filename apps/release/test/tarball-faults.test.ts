import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { publicPackagesIn, repository } from "../src/repository.ts";
import type { Tarball } from "../src/pack.ts";
import { tarballFaults } from "../src/tarball-faults.ts";

const sound = {
  path: "",
  files: [
    "package.json",
    "LICENSE",
    "README.md",
    "dist/index.js",
    "dist/index.js.map",
    "dist/index.d.ts",
    "dist/index.d.ts.map",
    "src/index.ts",
  ],
  manifest: {
    name: "@jobwire/a",
    version: "1.2.3",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: { "@jobwire/core": "^1.2.3", effect: "4.1.0" },
  },
} as unknown as Tarball;

test("a sound tarball has no faults", () => {
  expect(tarballFaults(sound, "1.2.3")).toEqual([]);
});

test("the map of each built declaration names its source, where a tarball has it", () => {
  for (const { folder } of publicPackagesIn(repository)) {
    for (const map of globSync("dist/**/*.d.ts.map", { cwd: join(repository, folder) })) {
      const { sources } = JSON.parse(readFileSync(join(repository, folder, map), "utf8")) as { sources: Array<string> };
      const source = map.replace(/^dist\//, "src/").replace(/\.d\.ts\.map$/, ".ts");
      expect(sources.map((one) => join(dirname(map), one))).toEqual([source]);
    }
  }
});

const withFiles = (...files: ReadonlyArray<string>): Tarball => ({ ...sound, files: [...sound.files, ...files] });
const withManifest = (manifest: object): Tarball => ({ ...sound, manifest: { ...sound.manifest, ...manifest } });

test.each([
  { fault: ".env must not be in it", tarball: withFiles(".env") },
  { fault: "test/a.test.ts must not be in it", tarball: withFiles("test/a.test.ts") },
  { fault: "dist/key.pem must not be in it", tarball: withFiles("dist/key.pem") },
  { fault: "ray.yaml must not be in it", tarball: withFiles("ray.yaml") },
  { fault: "LICENSE is missing", tarball: { ...sound, files: sound.files.filter((file) => file !== "LICENSE") } },
  {
    fault: "dist/index.d.ts.map is missing",
    tarball: { ...sound, files: sound.files.filter((file) => file !== "dist/index.d.ts.map") },
  },
  {
    fault: "src/index.ts is missing",
    tarball: { ...sound, files: sound.files.filter((file) => file !== "src/index.ts") },
  },
  { fault: "dist/b.js is missing", tarball: withManifest({ exports: { "./b": "./dist/b.js" } }) },
  { fault: "dist/main.js is missing", tarball: withManifest({ bin: { a: "./dist/main.js" } }) },
  { fault: "its version is 1.2.2, not 1.2.3", tarball: withManifest({ version: "1.2.2" }) },
  {
    fault: "it depends on @jobwire/core ^1.2.2, not ^1.2.3",
    tarball: withManifest({ dependencies: { "@jobwire/core": "^1.2.2" } }),
  },
  { fault: "effect is workspace:^", tarball: withManifest({ dependencies: { effect: "workspace:^" } }) },
])("a fault: $fault", ({ fault, tarball }) => {
  expect(tarballFaults(tarball, "1.2.3")).toEqual([fault]);
});
