import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { run } from "../src/run.ts";

test("a release of this tree would pass, and the rehearsal leaves the tree unchanged", {
  timeout: 300_000,
}, async () => {
  const manifest = join(repository, "packages/core/package.json");
  const before = readFileSync(manifest, "utf8");
  const output = await run(process.execPath, ["dist/main.js"], { cwd: join(repository, "apps/release") });
  expect(output).toMatch(/^ok +deno publish \(/m);
  expect(output).toMatch(/^\d+ packages at \d+\.\d+\.\d+, 0 faults$/m);
  expect(readFileSync(manifest, "utf8")).toBe(before);
});
