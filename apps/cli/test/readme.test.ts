import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exitCodeByTag } from "../src/exit-code.ts";
import { quickRay } from "./quick-ray.ts";
import { main, start } from "./run-cli.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
// Inside the package, so that their names resolve as they do in a project that installed them.
const folder = fileURLToPath(new URL("../dist/.readme-test", import.meta.url));
let ray: ReferenceRay;
beforeAll(async () => {
  ray = await quickRay();
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin", "jobwire"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(async () => {
  await ray.close();
  rmSync(folder, { recursive: true });
});

/** The code block after a heading, with the address of the test's server in place of its own. */
const program = (heading: string, language: string): string => {
  const block = new RegExp(`### ${heading}\\n[\\s\\S]*?\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (block === undefined) throw new Error(`the README has no ${language} program under ${heading}`);
  expect(block).toContain("http://127.0.0.1:8265");
  return block.replaceAll("http://127.0.0.1:8265", ray.url);
};

test.each(["Promise", "Effect"])("the README's %s program runs unchanged", async (heading) => {
  const file = join(folder, `${heading}.ts`);
  writeFileSync(file, program(heading, "ts"));
  const run = await start(process.execPath, [file]).ended;
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toMatch(/^hello$/m);
  expect(run.stdout).toMatch(/SUCCEEDED\n$/);
});

test("the README's command lines run unchanged", async () => {
  const script = program("Command line", "sh");
  const run = await start("/bin/sh", ["-e", "-c", script], {
    env: { PATH: `${join(folder, "bin")}:${process.env["PATH"]}` },
  }).ended;
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^hello$/m);
  expect(run.stderr).toMatch(/SUCCEEDED\n/);
});

test("the README lists every exit code", () => {
  for (const code of new Set(Object.values(exitCodeByTag))) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("the README's first commands are scripts of the root package", () => {
  const root = dirname(dirname(dirname(fileURLToPath(new URL(".", import.meta.url)))));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const commands = [...readme.matchAll(/npx -y pnpm@12\.21\.0 (\w+)/g)].map(([, name]) => name ?? "");
  expect(commands.slice(0, 2)).toEqual(["demo", "test"]);
  for (const name of commands) expect(manifest.scripts).toHaveProperty(name);
});
