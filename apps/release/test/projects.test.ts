/** The parts of the check of fresh projects fail when they must. The rehearsal runs the projects. */
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Tarball } from "../src/pack.ts";
import { mustHaveFollowed } from "../src/projects/follow-program.ts";
import { startLocalServer } from "../src/projects/local-server.ts";
import { measureInstall } from "../src/projects/measure-install.ts";
import { projectTable } from "../src/projects/project-table.ts";
import { startRegistry } from "../src/projects/registry.ts";
import { run } from "../src/run.ts";

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

test("the registry has its own packages, and reads a page of another once, and again after a failure", async () => {
  const requested: Array<string> = [];
  await using upstream = await startLocalServer(({ url = "" }, response) => {
    requested.push(url);
    if (requested.length === 1) response.destroy();
    else response.end("others");
  });
  const path = join(folderWith({ "a.tgz": "bytes" }), "a.tgz");
  const tarball = { path, manifest: { name: "@jobwire/a", version: "1.2.3" } } as unknown as Tarball;
  await using registry = await startRegistry([tarball], upstream.url);

  const page = await fetch(`${registry.url}/@jobwire%2fa`);
  const { versions } = (await page.json()) as {
    readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>;
  };
  expect(await (await fetch(versions["1.2.3"]?.dist.tarball ?? "")).text()).toBe("bytes");
  expect(requested).toEqual([]);

  expect((await fetch(`${registry.url}/ws`)).status).toBe(502);
  for (let count = 0; count < 2; count += 1) expect(await (await fetch(`${registry.url}/ws`)).text()).toBe("others");
  expect(requested).toEqual(["/ws", "/ws"]);
});

test("a character that a program prints in two pieces stays whole", async () => {
  // The program continues when its first bytes have left it.
  const program = `const [first, rest] = [Buffer.from([0xf0, 0x9f]), Buffer.from([0x9a, 0x80])];
process.stdout.write(first, () => setTimeout(() => process.stdout.write(rest), 100));`;
  expect(await run(process.execPath, ["--eval", program], { cwd: tmpdir() })).toBe("🚀");
});
