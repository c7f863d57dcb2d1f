import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { program } from "../src/program.ts";
import { unusedCli } from "./every-command.ts";
import { referencePage } from "./reference-page.ts";

/** The table of exit codes, which the README has. */
const exitCodes = (): string => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const table = /\|[^\n]*\n\| --- \|[^\n]*\n(?:\| \d+ \|[^\n]*\n)+/.exec(readme)?.[0];
  if (table === undefined) throw new Error("the README has no table of exit codes");
  return table.trimEnd();
};

test("docs/cli.md is that of the commands; `run generate` writes it", async () => {
  const page = referencePage(await program(unusedCli), exitCodes());
  expect(page).toContain("### jobwire ray submit");
  await expect(page).toMatchFileSnapshot("../../../docs/cli.md");
});
