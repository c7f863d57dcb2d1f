import { expect, test } from "vitest";
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

const withFiles = (...files: ReadonlyArray<string>): Tarball => ({ ...sound, files: [...sound.files, ...files] });
const withManifest = (manifest: object): Tarball => ({ ...sound, manifest: { ...sound.manifest, ...manifest } });

test.each([
  { fault: ".env must not be in it", tarball: withFiles(".env") },
  { fault: "test/a.test.ts must not be in it", tarball: withFiles("test/a.test.ts") },
  { fault: "dist/key.pem must not be in it", tarball: withFiles("dist/key.pem") },
  { fault: "ray.yaml must not be in it", tarball: withFiles("ray.yaml") },
  { fault: "LICENSE is missing", tarball: { ...sound, files: sound.files.filter((file) => file !== "LICENSE") } },
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
