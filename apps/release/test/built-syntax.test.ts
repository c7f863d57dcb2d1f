import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicPackagesIn, repository } from "../src/repository.ts";

// A bundler keeps the syntax of the source unless it is given a target, and Node 22 does not start a program with `using`.
test.each(
  publicPackagesIn(repository)
    .map(({ folder }) => folder)
    .filter((folder) => folder !== "specs"),
)("%s is built without syntax that Node 22 does not know", (folder) => {
  const dist = join(repository, folder, "dist");
  const built = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  expect(built.length).toBeGreaterThan(0);
  const newer = /^\s*(?:await using|using) \w+ = /m;
  expect(built.filter((name) => newer.test(readFileSync(join(dist, name), "utf8")))).toEqual([]);
});
