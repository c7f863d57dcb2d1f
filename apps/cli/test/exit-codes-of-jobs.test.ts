import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args], { env: { RAY_API_SERVER_ADDRESS: bed.ray.url } });
const submit = (entrypoint: string, ...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  on("submit", ...args, "--", entrypoint);
const followers = ["status", "get", "logs", "logs -f", "wait", "stop", "delete"];

test.each([
  ["exit 0", "SUCCEEDED", 0],
  ["exit 7", "FAILED", 1],
])("submit of `%s` exits with the job's exit code: %s, %i", async (entrypoint, status, code) => {
  const run = await submit(entrypoint);
  expect(run.code).toBe(code);
  expect(run.stderr.trimEnd().split("\n").at(-1)).toBe(status);
});

test("[exit-code] a failed job's exit code comes from submit, logs -f and wait; status, get, logs and list exit with 0", async () => {
  await submit("echo hi; exit 3", "--submission-id", "fails");
  const codes: Record<string, number | null> = {};
  for (const args of [["logs", "-f"], ["wait"], ["logs"], ["status"], ["get"]]) {
    codes[args.join(" ")] = (await on(...args, "fails")).code;
  }
  codes["list"] = (await on("list")).code;
  expect(codes).toEqual({ "logs -f": 1, wait: 1, logs: 0, status: 0, get: 0, list: 0 });
});

test("[stop] a stopped job is exit 3, and stopping it is exit 0", async () => {
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

test("stop of several: all are stopped, an unknown one is reported, and the worst outcome is the exit code", async () => {
  for (const id of ["stops-1", "stops-2"]) await submit("sleep 60", "--no-wait", "--submission-id", id);
  const stop = await on("stop", "stops-1", "no-such-job", "stops-2", "stops-1");
  expect(stop).toMatchObject({ code: 1, stdout: "" });
  const [first, ...rest] = stop.stderr.trimEnd().split("\n").toSorted();
  expect(first).toContain("no-such-job does not exist");
  expect(rest).toEqual(["stops-1 STOPPED", "stops-2 STOPPED"]);
  const again = await on("stop", "--json", "stops-1", "stops-2");
  expect(again).toMatchObject({ code: 0, stderr: "" });
  const printed = again.stdout.trimEnd().split("\n").toSorted();
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: "stops-1", stopped: false, status: "STOPPED" },
    { id: "stops-2", stopped: false, status: "STOPPED" },
  ]);
});

test.each(["stop", "delete"])("%s of many without a server: one error, and the others' ids", async (command) => {
  const ids = Array.from({ length: 20 }, (_, n) => `none-${n}`);
  const run = await on(command, "--address", "http://127.0.0.1:9", "--retry-for", "0", ...ids);
  expect(run).toMatchObject({ code: 4, stdout: "" });
  const [error, others, ...more] = run.stderr.trimEnd().split("\n");
  expect(error).toContain("127.0.0.1:9");
  expect(others?.replace("Not done: ", "").split(", ")).toHaveLength(19);
  expect(more).toEqual([]);
});

test.each(followers)("`%s` of an unknown id: exit 1", async (command) => {
  const run = await on(...command.split(" "), "no-such-job");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("no-such-job does not exist");
});

test.each(followers)("`%s` of an id with a slash: exit 2, and nothing is sent", async (command) => {
  const before = [...bed.ray.requests.values()].reduce((a, b) => a + b, 0);
  const run = await on(...command.split(" "), "a/b");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect([...bed.ray.requests.values()].reduce((a, b) => a + b, 0)).toBe(before);
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
  expect(run.stderr).toContain("already exists");
});

test("[delete] a deleted job: exit 1", async () => {
  await submit("true", "--submission-id", "deleted");
  expect((await on("delete", "deleted")).code).toBe(0);
  expect((await on("status", "deleted")).code).toBe(1);
  expect((await on("logs", "-f", "deleted")).code).toBe(1);
});

test("delete of a running job: exit 2", async () => {
  await submit("sleep 60", "--no-wait", "--submission-id", "runs");
  expect((await on("delete", "runs")).code).toBe(2);
  await submit("true", "--submission-id", "ended");
  const both = await on("delete", "runs", "ended");
  expect(both.code).toBe(2);
  expect(both.stderr).toContain("Deleted ended\n");
  expect((await on("status", "ended")).code).toBe(1);
  await on("stop", "runs");
});

test("a DRIVER job has a status, but no log and no stop: exit 2", async () => {
  const id = bed.ray.addDriverJob();
  expect(await on("status", id)).toMatchObject({ code: 0, stdout: "RUNNING\n" });
  for (const args of [["logs"], ["logs", "-f"], ["stop"]]) {
    const run = await on(...args, id);
    expect(run, args.join(" ")).toMatchObject({ code: 2, stdout: "" });
  }
  bed.ray.endDriverJob(id);
});

test("a runtime_env that fails: exit 1, and the reason is printed", async () => {
  const file = join(bed.folder, "env.json");
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

test("[wait-timeout] a wait that times out: exit 124, and the job continues", async () => {
  await submit("sleep 60", "--no-wait", "--submission-id", "long");
  const run = await on("wait", "long", "--timeout", "0.3");
  expect(run).toMatchObject({ code: 124, stdout: "" });
  expect((await on("status", "long")).stdout).toBe("RUNNING\n");
  await on("stop", "long");
});

test("[worst-exit-code] of several jobs the worst outcome is the exit code", async () => {
  await submit("true", "--submission-id", "good");
  await submit("false", "--submission-id", "bad");
  const run = await on("wait", "good", "bad");
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("good SUCCEEDED\n");
  expect(run.stderr).toContain("bad FAILED\n");
});

test("many ids cost one list request, and an unknown one still ends the command at once", async () => {
  const ids = ["m1", "m2", "m3", "m4", "m5"];
  await Promise.all(ids.map((id) => submit("true", "--no-wait", "--submission-id", id)));
  const gets = (): number => bed.ray.requests.get("GET /api/jobs/{}") ?? 0;
  const before = gets();
  expect((await on("wait", ...ids)).code).toBe(0);
  expect(gets()).toBe(before);
  const run = await on("wait", ...ids, "m6");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("m6 does not exist");
});
