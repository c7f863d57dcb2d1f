import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { versionFile, versionSource } from "../src/version-source.ts";

test("core's source has the version of its package.json", () => {
  expect(readFileSync(join(repository, versionFile), "utf8")).toBe(versionSource(repository));
});
