/** docs/environment.md lists the variables that the code reads, no more and no fewer. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";

const name =
  /^(?:RAY|JOBWIRE)_[A-Z_]+[A-Z]$|^(?:HTTP|HTTPS|ALL|NO)_PROXY$|^(?:NO|FORCE)_COLOR$|^NODE_DISABLE_COMPILE_CACHE$/;

/** Names in the code that it does not read from its own environment. */
const others = new Set([
  "JOBWIRE_JOB_OF", // the mark of a reference server's jobs
  "RAY_JOB_LOG_MAX_READ_BYTES", // a setting of Ray itself, in a message
  "RAY_MAX_LIMIT_FROM_API_SERVER", // the same
  "RAY_JOB_CONFIG_JSON_ENV_VAR", // set for the jobs of a reference server
]);

const inCode = new Set(
  globSync("{packages/{core,node,node-shared,bun,deno,browser,gateway,testing}/src,apps/cli/src}/**/*.ts", {
    cwd: repository,
    exclude: ["**/generated/**"],
  })
    .map((file) => readFileSync(join(repository, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""))
    .flatMap((text) => Array.from(text.matchAll(/["'`.]([A-Z][A-Z_]+[A-Z])["'`\b\s);]/g), ([, found = ""]) => found))
    .filter((found) => name.test(found) && !others.has(found)),
);

/** Node reads them for the command, when it decides about colours. */
for (const colour of ["NO_COLOR", "FORCE_COLOR"]) inCode.add(colour);

const page = readFileSync(join(repository, "docs/environment.md"), "utf8");
const onPage = new Set(
  Array.from(page.matchAll(/^\| (`[^|]*`) \|/gm), ([, names = ""]) => names.match(/[A-Z][A-Z_]+[A-Z]/g) ?? []).flat(),
);

test("the page lists every variable that the code reads", () => {
  expect(inCode.size).toBeGreaterThan(25);
  expect([...inCode].filter((found) => !onPage.has(found)).toSorted()).toEqual([]);
});

test("the code reads every variable of the page", () => {
  expect([...onPage].filter((found) => !inCode.has(found)).toSorted()).toEqual([]);
});
