/** The files of the root that Bun, Deno and pnpm read: they name the same packages and the same tasks. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { binaries } from "../src/binaries.ts";
import { root } from "../src/workspace.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
const deno = JSON.parse(read("deno.json")) as {
  readonly workspace: ReadonlyArray<string>;
  readonly tasks: Readonly<Record<string, string>>;
};

test("Deno's workspace has the packages of pnpm's, which Bun reads too", () => {
  const pnpm = [...read("pnpm-workspace.yaml").matchAll(/^ {2}- (\S+)$/gm)].map(([, pattern]) => `./${pattern}`);
  expect(pnpm.length).toBeGreaterThan(3);
  expect(deno.workspace).toEqual(pnpm);
});

test("a task of Deno is a script of the root, by the same program", () => {
  expect(Object.keys(deno.tasks)).toEqual(["build", "demo", "jobwire", "test"]);
  for (const [name, task] of Object.entries(deno.tasks)) {
    expect(task).toBe(`deno run --allow-all apps/one-runtime/src/main.ts ${name}`);
    expect(scripts[name]).toMatch(new RegExp(`^apps/one-runtime/bun-or ${name} '[^']+'$`));
  }
});

const bunOr = fileURLToPath(new URL("../bun-or", import.meta.url));

test("the shell runs the script elsewhere, with its arguments as they are, and its exit code", () => {
  const run = (agent: string) =>
    spawnSync(bunOr, ["test", 'printf "%s|" "$@"; exit 7', "--continue", "a b", "$HOME"], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], npm_config_user_agent: agent },
    });
  for (const agent of ["pnpm/12.21.0 npm/? node/v24.21.0 linux x64", "npm/11.0.0", ""]) {
    expect(run(agent)).toMatchObject({ status: 7, stdout: "--continue|a b|$HOME|" });
  }
});

test("Bun runs the task itself, with the arguments", () => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-bun-or-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Prints what it was called with.
  writeFileSync(join(folder, "bun"), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 });
  const output = execFileSync(bunOr, ["jobwire", "exit 7", "ray", "a b"], {
    encoding: "utf8",
    env: { PATH: `${folder}:${process.env["PATH"]}`, npm_config_user_agent: "bun/1.4.5 npm/? node/v26.3.0 linux x64" },
  });
  expect(output).toBe("apps/one-runtime/src/main.ts|jobwire|ray|a b|");
});

test("Node is sent to the root's scripts, and an unknown task is named", () => {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  expect(spawnSync(process.execPath, [main, "demo"], { encoding: "utf8" })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("npx -y pnpm@12.21.0 demo") as string,
  });
  expect(spawnSync(binaries.bun, [main, "fly"], { encoding: "utf8" })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('"fly" is no task. The tasks are build, demo, jobwire, test.') as string,
  });
});
