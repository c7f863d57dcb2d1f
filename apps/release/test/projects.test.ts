/** The parts of the check of fresh projects fail when they must. The rehearsal runs the projects. */
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mustHaveFollowed } from "../src/projects/follow-program.ts";
import { measureInstall } from "../src/projects/measure-install.ts";
import { projectTable } from "../src/projects/project-table.ts";

const log = ["INFO ray", "line 1", "line 2: 둘", "line 3: 🚀", "SUCCEEDED", ""];

test("a program followed the log when it printed each line once, in order, and the status", () => {
  expect(() => mustHaveFollowed(log.join("\n"))).not.toThrow();
  expect(() => mustHaveFollowed(log.join("\r\n"))).not.toThrow();
});

test.each([
  ["a line twice", log.toSpliced(2, 0, "line 1")],
  ["a line less", log.toSpliced(2, 1)],
  ["no status", log.toSpliced(4, 1)],
  ["another order", log.toSpliced(1, 2, "line 2: 둘", "line 1")],
])("it did not with %s", (_, lines) => {
  expect(() => mustHaveFollowed(lines.join("\n"))).toThrow("did not print the job's log");
});

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-measure-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
};

test("an installation has its own packages, those of others, and copies within them", async () => {
  const folder = folderWith({
    "node_modules/.package-lock.json": "12345",
    "node_modules/jobwire/package.json": "{}",
    "node_modules/jobwire/dist/a.js": "1234567",
    "node_modules/@jobwire/core/package.json": "{}",
    "node_modules/@jobwire/core/node_modules/effect/package.json": "{ }",
    "node_modules/effect/package.json": "{  }",
    "node_modules/effect/dist/package.json": "{}",
  });
  symlinkSync("effect", join(folder, "node_modules/again"));
  const size = await measureInstall(folder);
  expect(size.names.toSorted()).toEqual(["@jobwire/core", "effect", "effect", "jobwire"]);
  expect(size).toMatchObject({ packages: 4, ownBytes: 11, totalBytes: 25 });
});

test("Deno's cache has a folder for each version", async () => {
  const folder = folderWith({
    "cache/npm/host/jobwire/0.1.0/package.json": "{}",
    "cache/npm/host/@jobwire/core/0.1.0/package.json": "{}",
    "cache/npm/host/ws/8.1.0/package.json": "{}",
    "cache/npm/host/ws/registry.json": "{}",
  });
  const { names } = await measureInstall(folder, "cache");
  expect(names.toSorted()).toEqual(["@jobwire/core", "jobwire", "ws"]);
});

test("the table has a row for each project", () => {
  const size = { ownBytes: 1_234_567, totalBytes: 2_000_000, packages: 2, names: [] };
  const table = projectTable([
    { name: "a", fault: undefined, size, importMs: 31.4, ms: 1_000 },
    { name: "long name", fault: "it failed", size: undefined, importMs: undefined, ms: 20_500 },
  ]);
  expect(table.split("\n").slice(1)).toEqual([
    "a              ok        1.23       2.00         2         31      1.0",
    "long name      FAILED                                             20.5",
  ]);
});
