import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { start } from "./run-cli.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

// The pnpm that runs this test. Another npx would need the registry, and turbo does not pass the registry's settings on to tasks.
// Outside pnpm the test has to use npx.
const execPath = process.env["npm_execpath"] ?? "";
const [file, first] = /pnpm[^/\\]*$/.test(execPath) ? [execPath, []] : ["npx", ["-y", "pnpm@12.21.0"]];

/** `npx -y pnpm@12.21.0 …` at the root of the repository. */
const pnpm = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  start(file, [...first, ...args], { cwd: root, env: { npm_config_prefer_offline: "true", ...env } }).ended;

test("the root script `jobwire` adds nothing to stdout and passes arguments and exit code on", async () => {
  await using ray = await quickRay();
  const jobwire = (...args: ReadonlyArray<string>) =>
    pnpm(["jobwire", "ray", ...args], { RAY_API_SERVER_ADDRESS: ray.url });
  expect(await jobwire("submit", "--submission-id", "x", "--", "printf '%s|' 'a b' \"$HOME\" && echo")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`a b|${process.env["HOME"]}|\n`) as string,
  });
  expect(await jobwire("logs", "x")).toMatchObject({ code: 0, stdout: readFileSync(ray.logFile("x"), "utf8") });
  expect(await jobwire("status", "nobody")).toMatchObject({ code: 1, stdout: "" });
  expect(await jobwire("status")).toMatchObject({ code: 2, stdout: "" });
  expect((await jobwire("submit", "--", "exit 9")).code).toBe(1);
  expect(await jobwire("submit", "--no-wait", "--submission-id", "long", "--", "sleep 60")).toMatchObject({ code: 0 });
  expect(await jobwire("wait", "long", "--timeout", "0.1")).toMatchObject({ code: 124, stdout: "" });
  expect(await pnpm(["jobwire", "ray", "list", "--address", "http://127.0.0.1:1"])).toMatchObject({
    code: 4,
    stdout: "",
  });
});
