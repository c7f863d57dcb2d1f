import { readFileSync } from "node:fs";
import type { ReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

let ray: ReferenceRay;
beforeAll(async () => {
  ray = await quickRay();
  for (const [id, command] of [
    ["ten", "for i in 1 2 3 4 5 6 7 8 9 10; do echo line $i; done"],
    ["two", "echo a; echo b"],
    ["bad", "echo x; exit 1"],
  ] as const) {
    await runCli(["ray", "submit", "--address", ray.url, "--submission-id", id, "--", command]);
  }
});
afterAll(() => ray.close());

const logs = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", "logs", "--address", ray.url, ...args]);

test("[follow-to-end] prints the log file to stdout, followed or not, over every protocol", async () => {
  const truth = readFileSync(ray.logFile("ten"), "utf8");
  for (const args of [[], ["-f"], ["-f", "--protocol", "websocket"], ["-f", "--protocol", "http"]]) {
    const run = await logs(...args, "ten");
    expect(run, args.join(" ")).toMatchObject({ code: 0, stdout: truth });
  }
  expect((await logs("-f", "ten")).stderr).toBe("SUCCEEDED\n");
  expect((await logs("ten")).stderr).toBe("");
});

test("[tail-lines] --tail starts with the last lines", async () => {
  const last = (count: number): string =>
    readFileSync(ray.logFile("ten"), "utf8")
      .split("\n")
      .slice(-count - 1)
      .join("\n");
  expect((await logs("--tail", "3", "ten")).stdout).toBe(last(3));
  expect((await logs("--tail", "0", "ten")).stdout).toBe("");
  expect((await logs("--tail", "2", "-f", "ten")).stdout).toBe(last(2));
  expect((await logs("--tail", "1000", "ten")).stdout).toBe(last(1000));
});

test("[several-logs] several jobs: each line has its job's id and each log is complete and in order, also one at a time", async () => {
  for (const maxFollows of ["10", "1"]) {
    const run = await logs("-f", "ten", "two", "bad", "--max-follows", maxFollows);
    expect(run.code).toBe(1);
    for (const id of ["ten", "two", "bad"]) {
      const mine = run.stdout.split("\n").filter((line) => line.startsWith(`[${id}] `));
      const truth = readFileSync(ray.logFile(id), "utf8").trimEnd().split("\n");
      expect(mine.map((line) => line.slice(id.length + 3))).toEqual(truth);
    }
    expect(run.stderr).toContain("bad FAILED\n");
    expect(run.stderr).toContain("ten SUCCEEDED\n");
    expect(run.stderr.includes("Following 1 of 3 jobs")).toBe(maxFollows === "1");
  }
});

test("[json-lines] -o json and --json print one object a line, --timestamps adds the time of receipt", async () => {
  for (const args of [["-o", "json"], ["--json"]]) {
    const run = await logs(...args, "two", "ten");
    const records = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; line: string; n: number });
    const mine = records.filter(({ id }) => id === "two");
    expect(mine.map(({ line }) => `${line}\n`).join("")).toBe(readFileSync(ray.logFile("two"), "utf8"));
    expect(mine.map(({ n }) => n)).toEqual(mine.map((_, i) => i + 1));
  }
  const timed = await logs("--timestamps", "--tail", "1", "two");
  expect(timed.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z .*\n$/);
  expect(timed.stderr).toContain("received");
  const record = JSON.parse((await logs("--timestamps", "--json", "--tail", "1", "two")).stdout) as Record<
    string,
    string
  >;
  expect(Date.parse(record["receivedAt"] ?? "")).toBeGreaterThan(0);
});

test("the JSON of other commands parses and has the job", async () => {
  const on = async (...args: ReadonlyArray<string>): Promise<unknown> =>
    JSON.parse((await runCli(["ray", ...args, "--address", ray.url, "--json"])).stdout);
  expect(await on("list")).toContainEqual(expect.objectContaining({ submissionId: "ten", status: "SUCCEEDED" }));
  expect(await on("get", "bad")).toMatchObject({ submissionId: "bad", driverExitCode: 1 });
  expect(await on("status", "bad")).toMatchObject({ id: "bad", status: "FAILED" });
  expect(await on("wait", "ten", "bad")).toMatchObject([{ submissionId: "ten" }, { submissionId: "bad" }]);
  expect(await on("stop", "ten")).toEqual({ id: "ten", stopped: false, status: "SUCCEEDED" });
  expect(await on("version")).toMatchObject({ rayVersion: "2.60.0", address: ray.url });
  const failed = await runCli(["ray", "status", "nobody", "--address", ray.url, "--json"]);
  expect(failed.stdout).toBe("");
  expect(JSON.parse(failed.stderr)).toMatchObject({ _tag: "NotFound" });
});

test("a list is a table", async () => {
  const run = await runCli(["ray", "list", "--address", ray.url]);
  expect(run.stdout).toMatch(/^ID +TYPE +STATUS +SUBMITTED +TOOK +ENTRYPOINT\n/);
  expect(run.stdout).toMatch(/^two +submission +SUCCEEDED +\S+Z +\d+s +echo a; echo b$/m);
});
