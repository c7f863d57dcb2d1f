import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectKinds } from "../src/projects/project-kinds.ts";
import { repository } from "../src/repository.ts";
import { run } from "../src/run.ts";

test("a release of this tree would pass, also in fresh projects, and the rehearsal leaves the tree unchanged", {
  timeout: 1_200_000,
}, async () => {
  const manifest = join(repository, "packages/core/package.json");
  const before = readFileSync(manifest, "utf8");
  const output = await run(process.execPath, ["dist/main.js", "--only-ci"], { cwd: join(repository, "apps/release") });
  expect(output).toMatch(/^ok +deno publish \(/m);
  const kinds = projectKinds.filter(({ inCi }) => inCi);
  expect(kinds.length).toBeGreaterThan(7);
  // In the table at the end, with what each installed.
  for (const { name } of kinds) expect(output).toContain(`\n${name}`);
  expect(output.match(/ {2}ok +\d+\.\d\d +\d+\.\d\d +\d+ /g)).toHaveLength(kinds.length);
  expect(output).toMatch(/^\d+ packages at \d+\.\d+\.\d+, 0 faults$/m);
  expect(readFileSync(manifest, "utf8")).toBe(before);
});
