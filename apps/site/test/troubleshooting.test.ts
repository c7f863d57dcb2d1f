/** The messages that docs/troubleshooting.md quotes are those of the code. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";

const page = readFileSync(join(repository, "docs/troubleshooting.md"), "utf8");
const code = globSync("packages/{core,node-shared}/src/**/*.ts", { cwd: repository })
  .map((file) => readFileSync(join(repository, file), "utf8"))
  .join("\n");

// The first column of the tables whose heading is "the message has", up to the messages of others.
const quoted = page
  .split("\n## ")
  .filter((section) => section.includes("| the message has |") && !section.startsWith("Installation"))
  .flatMap((section) => Array.from(section.matchAll(/^\| ([^|]*`[^|]*) \|/gm), ([, cell = ""]) => cell))
  .flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, message = ""]) => message));

test("each message is in the code", () => {
  expect(quoted.length).toBeGreaterThan(25);
  expect(quoted.filter((message) => !code.includes(message))).toEqual([]);
});
