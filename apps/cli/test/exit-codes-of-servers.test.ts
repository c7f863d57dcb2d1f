import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScriptedResponse, html, redirect, type ReferenceRay, startFaultServer } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "jobwire-cli-"));
let locked: ReferenceRay;
beforeAll(async () => {
  locked = await quickRay({ token: "right" });
});
afterAll(async () => {
  await locked.close();
  rmSync(folder, { recursive: true });
});

/** A server that sends the same response to every request. */
const sameResponse = async (response: ScriptedResponse) => {
  const server = await startFaultServer();
  server.on(
    () => true,
    () => response,
  );
  return server;
};

test("a wrong token or none: exit 2 everywhere, and the token is never printed", async () => {
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["submit", "--", "true"]]) {
    const [command = "", ...rest] = args;
    const words = ["ray", command, "--address", locked.url, ...rest];
    const [none, wrong] = await Promise.all([runCli(words), runCli(words, { env: { RAY_AUTH_TOKEN: "wr0ng-t0ken" } })]);
    expect(none, command).toMatchObject({ code: 2, stdout: "" });
    expect(wrong, command).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).not.toContain("wr0ng-t0ken");
  }
});

test("the token comes from the environment, from a file that it names, or from --token-file, which wins", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "right\n");
  const list = ["ray", "list", "--address", locked.url];
  expect((await runCli(list, { env: { RAY_AUTH_TOKEN: "right" } })).code).toBe(0);
  expect((await runCli(list, { env: { RAY_AUTH_TOKEN_PATH: file } })).code).toBe(0);
  for (const env of [{ RAY_AUTH_TOKEN: "wrong" }, { RAY_AUTH_TOKEN_PATH: "/gone" }]) {
    expect((await runCli([...list, "--token-file", file], { env })).code).toBe(0);
  }
  expect((await runCli(list, { env: { RAY_AUTH_TOKEN_PATH: "/gone" } })).code).toBe(2);
  expect((await runCli([...list, "--token-file", file, "--token-header", "x-ray-authorization"])).code).toBe(0);
  expect((await runCli([...list, "--header", "Authorization: Bearer right"])).code).toBe(0);
});

test("--address wins over an unusable address in the environment", async () => {
  const list = ["ray", "list", "--address", locked.url];
  expect((await runCli(list, { env: { RAY_ADDRESS: "auto", RAY_AUTH_TOKEN: "right" } })).code).toBe(0);
  expect((await runCli(["ray", "list"], { env: { RAY_ADDRESS: "auto" } })).code).toBe(2);
});

test("an unreachable server: exit 4 at once, not after minutes of retries", async () => {
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["stop", "x"], ["version"]]) {
    const run = await runCli(["ray", ...args, "--address", "http://127.0.0.1:1"]);
    expect(run, args.join(" ")).toMatchObject({ code: 4, stdout: "" });
  }
  const run = await runCli(["ray", "submit", "--address", "http://127.0.0.1:1", "--", "true"]);
  expect(run).toMatchObject({ code: 4, stdout: "" });
});

test("a web page as the response: exit 4", async () => {
  await using page = await sameResponse(html("<!doctype html><title>Sign in</title>"));
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["version"]]) {
    const run = await runCli(["ray", ...args, "--address", page.url]);
    expect(run, args.join(" ")).toMatchObject({ code: 4, stdout: "" });
  }
});

test("a redirect to another origin: exit 4", async () => {
  await using away = await sameResponse(redirect("http://127.0.0.2:1/"));
  expect((await runCli(["ray", "list", "--address", away.url])).code).toBe(4);
});
