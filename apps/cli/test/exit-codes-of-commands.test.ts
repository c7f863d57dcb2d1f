import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "jobwire-cli-"));
let ray: ReferenceRay;
let locked: ReferenceRay;
beforeAll(async () => {
  ray = await quickRay();
  locked = await quickRay({ token: "right" });
});
afterAll(async () => {
  await Promise.all([ray.close(), locked.close()]);
  rmSync(folder, { recursive: true });
});

const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args], { env: { RAY_API_SERVER_ADDRESS: ray.url } });
const submit = (entrypoint: string, ...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  on("submit", ...args, "--", entrypoint);
const followers = ["status", "get", "logs", "logs -f", "wait", "stop", "delete"];

/** A server that gives every request the same answer. */
const sameAnswer = async (status: number, headers: Record<string, string>, body: string) => {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

test.each([
  ["exit 0", "SUCCEEDED", 0],
  ["exit 7", "FAILED", 1],
])("submit of `%s` ends as the job: %s, exit code %i", async (entrypoint, status, code) => {
  const run = await submit(entrypoint);
  expect(run.code).toBe(code);
  expect(run.stderr.trimEnd().split("\n").at(-1)).toBe(status);
});

test("a failed job's exit code comes from submit, logs -f and wait; status, get, logs and list answered a question", async () => {
  await submit("echo hi; exit 3", "--submission-id", "fails");
  const codes: Record<string, number | null> = {};
  for (const args of [["logs", "-f"], ["wait"], ["logs"], ["status"], ["get"]]) {
    codes[args.join(" ")] = (await on(...args, "fails")).code;
  }
  codes["list"] = (await on("list")).code;
  expect(codes).toEqual({ "logs -f": 1, wait: 1, logs: 0, status: 0, get: 0, list: 0 });
});

test("a stopped job gives 3, and stopping it gives 0", async () => {
  await submit("sleep 60", "--no-wait", "--submission-id", "stops");
  const stop = await on("stop", "stops");
  expect(stop).toMatchObject({ code: 0, stdout: "" });
  expect(stop.stderr).toBe("STOPPED\n");
  expect((await on("logs", "-f", "stops")).code).toBe(3);
  expect((await on("wait", "stops")).code).toBe(3);
  const again = await on("stop", "stops");
  expect(again.code).toBe(0);
  expect(again.stderr).toContain("had already ended");
});

test.each(followers)("`%s` of an unknown id: exit 1", async (command) => {
  const run = await on(...command.split(" "), "no-such-job");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("no-such-job does not exist");
});

test.each(followers)("`%s` of an id with a slash: exit 2, and nothing is sent", async (command) => {
  const before = [...ray.requests.values()].reduce((a, b) => a + b, 0);
  const run = await on(...command.split(" "), "a/b");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect([...ray.requests.values()].reduce((a, b) => a + b, 0)).toBe(before);
});

test("a submission id with a slash: exit 2, and no job", async () => {
  const run = await submit("true", "--submission-id", "a/b");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect((await on("list")).stdout).not.toContain("a/b");
});

test("an id that is taken: exit 2", async () => {
  await submit("true", "--submission-id", "taken");
  const run = await submit("true", "--submission-id", "taken");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("exists already");
});

test("a deleted job: exit 1", async () => {
  await submit("true", "--submission-id", "deleted");
  expect((await on("delete", "deleted")).code).toBe(0);
  expect((await on("status", "deleted")).code).toBe(1);
  expect((await on("logs", "-f", "deleted")).code).toBe(1);
});

test("delete of a running job: exit 2", async () => {
  await submit("sleep 60", "--no-wait", "--submission-id", "runs");
  expect((await on("delete", "runs")).code).toBe(2);
  await on("stop", "runs");
});

test("a DRIVER job has a status, but no log and no stop: exit 2", async () => {
  const id = ray.addDriverJob();
  expect(await on("status", id)).toMatchObject({ code: 0, stdout: "RUNNING\n" });
  for (const args of [["logs"], ["logs", "-f"], ["stop"]]) {
    const run = await on(...args, id);
    expect(run, args.join(" ")).toMatchObject({ code: 2, stdout: "" });
  }
  ray.endDriverJob(id);
});

test("a runtime_env that fails: exit 1, and the reason is said", async () => {
  const file = join(folder, "env.json");
  writeFileSync(file, '{"pip": ["torch"]}');
  const run = await submit("echo never", "--runtime-env", file, "--submission-id", "bad-env");
  expect(run.code).toBe(1);
  expect(run.stdout).not.toContain("never");
  expect(run.stderr).toMatch(/^bad-env\nruntime_env setup failed: .* … RuntimeError: .*pip\nFAILED\n$/);
  const later = await on("logs", "bad-env");
  expect(later.code).toBe(0);
  expect(later.stderr).toContain("runtime_env setup failed");
  expect((await on("logs", "--verbose", "bad-env")).stderr).toContain("Traceback");
});

test("a wrong token or none: exit 2 everywhere, and the token is nowhere", async () => {
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["submit", "--", "true"]]) {
    const [command = "", ...rest] = args;
    const words = ["ray", command, "--address", locked.url, ...rest];
    const [none, wrong] = await Promise.all([runCli(words), runCli(words, { env: { RAY_AUTH_TOKEN: "wr0ng-t0ken" } })]);
    expect(none, command).toMatchObject({ code: 2, stdout: "" });
    expect(wrong, command).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).not.toContain("wr0ng-t0ken");
  }
});

test("the token comes from the environment, a file that it names, or --token-file, which wins", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "right\n");
  const list = ["ray", "list", "--address", locked.url];
  expect((await runCli(list, { env: { RAY_AUTH_TOKEN: "right" } })).code).toBe(0);
  expect((await runCli(list, { env: { RAY_AUTH_TOKEN_PATH: file } })).code).toBe(0);
  expect((await runCli([...list, "--token-file", file], { env: { RAY_AUTH_TOKEN: "wrong" } })).code).toBe(0);
  expect((await runCli([...list, "--token-file", file, "--token-header", "x-ray-authorization"])).code).toBe(0);
  expect((await runCli([...list, "--header", "Authorization: Bearer right"])).code).toBe(0);
});

test("no server: exit 4, at once and not after minutes of retries", async () => {
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["stop", "x"], ["version"]]) {
    const run = await runCli(["ray", ...args, "--address", "http://127.0.0.1:1"]);
    expect(run, args.join(" ")).toMatchObject({ code: 4, stdout: "" });
  }
  const run = await runCli(["ray", "submit", "--address", "http://127.0.0.1:1", "--", "true"]);
  expect(run).toMatchObject({ code: 4, stdout: "" });
});

test("a web page instead of an answer: exit 4", async () => {
  await using page = await sameAnswer(200, { "content-type": "text/html" }, "<!doctype html><title>Sign in</title>");
  for (const args of [["list"], ["status", "x"], ["logs", "-f", "x"], ["wait", "x"], ["version"]]) {
    const run = await runCli(["ray", ...args, "--address", page.url]);
    expect(run, args.join(" ")).toMatchObject({ code: 4, stdout: "" });
  }
});

test("a redirect to another origin: exit 4", async () => {
  await using away = await sameAnswer(302, { location: "http://127.0.0.2:1/" }, "");
  expect((await runCli(["ray", "list", "--address", away.url])).code).toBe(4);
});

test("a wait that takes too long: exit 124, and the job goes on", async () => {
  await submit("sleep 60", "--no-wait", "--submission-id", "long");
  const run = await on("wait", "long", "--timeout", "0.3");
  expect(run).toMatchObject({ code: 124, stdout: "" });
  expect((await on("status", "long")).stdout).toBe("RUNNING\n");
  await on("stop", "long");
});

test("of several jobs the gravest outcome is the exit code", async () => {
  await submit("true", "--submission-id", "good");
  await submit("false", "--submission-id", "bad");
  const run = await on("wait", "good", "bad");
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("good SUCCEEDED\n");
  expect(run.stderr).toContain("bad FAILED\n");
});
