import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
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

test("the root script `console` shows the whole product by one command, and Ctrl-C ends every process of it", async () => {
  // In a group of its own, as a shell starts it: Ctrl-C goes to all of the group.
  const child = spawn(file, [...first, "console", "--port", "0"], {
    cwd: root,
    detached: true,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], npm_config_prefer_offline: "true" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const group = -(child.pid ?? Number.NaN);
  const isAlive = (): boolean => {
    try {
      return process.kill(group, 0);
    } catch {
      return false;
    }
  };
  onTestFinished(() => void (isAlive() && process.kill(group, "SIGKILL")));
  let ready: { readonly url: string; readonly token: string } | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) continue;
    ready = JSON.parse(line) as { readonly url: string; readonly token: string };
    break;
  }
  const { url = "", token = "" } = ready ?? {};
  const systems = await fetch(new URL("/v1/systems", url), { headers: { authorization: `Bearer ${token}` } });
  const names = ((await systems.json()) as { systems: ReadonlyArray<{ name: string }> }).systems.map(
    ({ name }) => name,
  );
  expect(names).toEqual(["ray", "agent", "reasoner"]);
  const ended = once(child, "exit");
  process.kill(group, "SIGINT");
  await ended;
  await expect.poll(isAlive, { timeout: 60_000 }).toBe(false);
});
