/** Everything that the command lines of the pages name exists: commands and flags of `jobwire`, packages, scripts of this repository. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { allSnippets } from "../src/snippets/all-snippets.ts";
import { unknownIn } from "../src/snippets/check-call.ts";
import { commandLines, isInstall, jobwireCalls, repositoryScript } from "../src/snippets/command-lines.ts";
import { isShell } from "../src/snippets/languages.ts";

const lines = allSnippets()
  .filter(({ language }) => isShell(language))
  .flatMap(({ page, code }) => commandLines(code).map((line) => ({ page, line })));

test("every jobwire command and flag exists", async () => {
  const calls = lines.flatMap(({ page, line }) => jobwireCalls(line).map((args) => ({ page, args })));
  expect(calls.length).toBeGreaterThan(30);
  const problems: string[] = [];
  for (const { page, args } of calls) {
    const unknown = await unknownIn(args);
    if (unknown.length > 0) problems.push(`${page}: jobwire ${args.join(" ")}: ${unknown.join(", ")}`);
  }
  expect(problems).toEqual([]);
});

test("an unknown command and an unknown flag are found", async () => {
  expect(await unknownIn(["ray", "sumbit", "--no-wait", "--", "echo", "--hi"])).toContain("sumbit");
  expect(await unknownIn(["ray", "submit", "--no-wiat", "--", "echo", "--hi"])).toEqual(["--no-wiat"]);
});

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
}
const manifests = globSync("{package.json,{apps,packages}/*/package.json}", { cwd: repository }).map(
  (file) => JSON.parse(readFileSync(join(repository, file), "utf8")) as Manifest,
);

/** What users install beside Jobwire, each in a page. */
const others = new Set([
  "@effect/opentelemetry",
  "@opentelemetry/api",
  "@opentelemetry/sdk-trace-node",
  "effect",
  "srvx",
]);

test("every installed package exists", () => {
  const own = new Set(manifests.filter((manifest) => manifest.private !== true).map(({ name }) => name));
  const installed = lines
    .filter(({ line }) => isInstall(line))
    .flatMap(({ page, line }) =>
      line
        .split(" ")
        .slice(2)
        .filter((word) => !word.startsWith("-"))
        .map((word) => ({ page, name: word.replace(/^(?:npm|jsr):/, "").replace(/(?<=.)@[\d^~.]+$/, "") })),
    );
  expect(installed.length).toBeGreaterThan(0);
  expect(installed.filter(({ name }) => !own.has(name) && !others.has(name))).toEqual([]);
});

test("every script of this repository exists", () => {
  const scripts = manifests.find(({ name }) => name === "jobwire-monorepo")?.scripts ?? {};
  const commands = ["install", "exec"];
  const named = lines.flatMap(({ page, line }) => {
    const script = repositoryScript(line);
    return script === undefined ? [] : [{ page, script }];
  });
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ script }) => !(script in scripts) && !commands.includes(script))).toEqual([]);
});
