/** `jobwire reasoner jobs` on the reference servers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instead, json, type ReferenceReasoner, startReferenceReasoner } from "@jobwire/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type CliRun, runCli, startCli } from "./run-cli.ts";

const token = "hush-hush";
let reference: ReferenceReasoner;
beforeAll(async () => {
  reference = await startReferenceReasoner({ token, runMs: 50 });
});
beforeEach(() => reference.setFault(undefined));
afterAll(() => reference.close());

const environment = (): Record<string, string> => ({
  JOBWIRE_REASONER_URL: reference.url,
  JOBWIRE_REASONER_TOKEN: token,
});
const on = (...args: ReadonlyArray<string>): Promise<CliRun> =>
  runCli(["reasoner", "jobs", ...args], { env: environment() });
const data = (run: CliRun): any => JSON.parse(run.stdout);
const logic = ["--type", "Logic", "--name", "eng1", "--database", "DB", "--raw-code"];
const created = async (...args: ReadonlyArray<string>): Promise<string> => (await on("create", ...args)).stdout.trim();

describe("exit codes and JSON", () => {
  test("get of a job that does not exist: exit 1, with or without its type", async () => {
    for (const type of [[], ["--type", "ML"]]) {
      const run = await on("get", "--id", "nope", ...type, "--json");
      expect(run).toMatchObject({ code: 1, stdout: "" });
      expect(JSON.parse(run.stderr)).toMatchObject({ _tag: "NotFound", reason: "unknown-job" });
    }
  });

  test("wait exits with the job's exit code", async () => {
    for (const [code, exit, state] of [
      ["def output = 1", 0, "COMPLETED"],
      ["fail", 1, "ABORTED"],
    ] as const) {
      const id = await created(...logic, code);
      const run = await on("wait", "--type", "logic", "--id", id);
      expect([run.code, run.stderr.trimEnd().split("\n").at(-1)]).toEqual([exit, state]);
      expect(data(await on("wait", "--id", id, "--json"))).toMatchObject({ id, state });
    }
    expect((await on("wait", "--type", "Logic", "--id", "nope")).code).toBe(1);
  });

  test("cancel --json prints JSON, and a cancelled job is exit 3", async () => {
    const id = await created(...logic, "stay_running");
    const run = await on("cancel", "--id", id, "--json");
    expect(run.code).toBe(0);
    expect(data(run)).toMatchObject({ id, state: "CANCELED" });
    expect((await on("wait", "--id", id)).code).toBe(3);
  });

  test("create --wait prints the terminal job and exits with its exit code", async () => {
    const run = await on("create", ...logic, "fail", "--wait", "--poll-interval-s", "0.05", "--json");
    expect(run.code).toBe(1);
    expect(data(run)).toMatchObject({ reasonerType: "Logic", state: "ABORTED" });
  });
});

test("create, list, get and events print the job", async () => {
  const id = await created("--type", "Prescriptive", "--reasoner-name", "eng2", "--payload-json", '{"raw_code":"x"}');
  await on("wait", "--id", id);
  expect(data(await on("list", "--name", "ENG2", "--json"))).toMatchObject([{ id, reasonerType: "Prescriptive" }]);
  const table = await on("list", "--name", "eng2", "--limit", "1", "--include", "details");
  expect(table.stdout).toMatch(/^ID +TYPE +STATE/);
  expect(table.stdout).toContain(id);
  expect(table.stderr).toContain("--offset 1");
  const shown = await on("get", "--id", id, "--include", "events", "--include", "raw");
  expect(shown.stdout).toMatch(/state +COMPLETED/);
  expect(shown.stdout).toContain("raw_code");
  const page = await on("events", "--type", "SOLVER", "--id", id);
  expect(page.stdout.trim().split("\n")).toHaveLength(2);
  expect(page.stderr).toContain("--continuation-token p2");
  expect(data(await on("events", "--id", id, "--continuation-token", "p2", "--json"))).toMatchObject({
    events: [{ message: "three" }],
    continuationToken: null,
  });
  expect(await on("list", "--name", "nobody")).toMatchObject({ code: 0, stdout: "" });
});

test("events --follow prints every event to the end, and exits with the job's exit code", async () => {
  const id = await created("--type", "ML", "--name", "eng1", "--raw-code", "stay_running");
  const running = startCli(["reasoner", "jobs", "events", "--id", id, "--follow"], { env: environment() });
  await running.until("stdout", "two");
  reference.job(id)?.addEvent("later");
  await running.until("stdout", "later");
  reference.job(id)?.end({ state: "FAILED", abortReason: "engine failed" });
  const run = await running.ended;
  expect(run.code).toBe(1);
  const messages = run.stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { message: string }).message);
  expect(messages).toEqual(["one", "two", "later", "three"]);
});

test("a wait that times out: exit 124, and the next commands without the token", async () => {
  const id = await created(...logic, "stay_running");
  const run = await runCli(
    ["reasoner", "jobs", "wait", "--id", id, "--timeout-s", "0.3", "--url", reference.url, "--token", token],
    {},
  );
  expect(run.code).toBe(124);
  for (const command of ["wait", "events --follow", "cancel"])
    expect(run.stderr).toContain(`jobs ${command} --type Logic`);
  expect(run.stderr).not.toContain(token);
});

test("a create whose outcome is unknown: exit 4, one job", async () => {
  const before = reference.jobCount();
  reference.setFault(({ endpoint }) =>
    endpoint === "createJob" ? { ...instead(json({}, { status: 503 })), applied: true } : undefined,
  );
  const run = await on("create", "--type", "ML", "--name", "eng1", "--raw-code", "x", "--json");
  expect(run.code).toBe(4);
  expect(JSON.parse(run.stderr)).toMatchObject({ _tag: "CreateOutcomeUnknown" });
  expect(reference.jobCount()).toBe(before + 1);
});

test("--verbose reports the backend, over SQL with a token from a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "token");
  writeFileSync(file, `${token}\n`);
  const env = { JOBWIRE_SNOWFLAKE_ROLE: "R" };
  const args = ["--backend", "sql", "--account", reference.snowflakeUrl, "--token-file", file, "--verbose"];
  const run = await runCli(["reasoner", "jobs", "list", "--type", "ML", ...args], { env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain(`jobs.list over sql at ${reference.snowflakeUrl}`);
});

test.each([
  ["no id", ["get"]],
  ["no type", ["create", "--name", "eng1", "--raw-code", "x"]],
  ["an unknown type", ["list", "--type", "Other"]],
  ["no name", ["create", "--type", "ML", "--raw-code", "x"]],
  ["a bad name", ["create", "--type", "ML", "--name", "a__b", "--raw-code", "x"]],
  ["no payload", ["create", "--type", "ML", "--name", "eng1"]],
  ["a payload that is not an object", ["create", "--type", "ML", "--name", "eng1", "--payload-json", "[1]"]],
  ["Logic without a database", ["create", "--type", "Logic", "--name", "eng1", "--raw-code", "x"]],
  ["a limit that is not a number", ["list", "--limit", "x"]],
  ["artifacts of ML", ["get", "--type", "ML", "--id", "x", "--include", "artifacts"]],
])("%s: exit 2, and nothing is sent", async (_, args) => {
  const before = reference.directAccess.requests.length;
  expect(await on(...args)).toMatchObject({ code: 2, stdout: "" });
  expect(reference.directAccess.requests.length).toBe(before);
});

test("without an address: exit 2, and the message names the variables", async () => {
  const run = await runCli(["reasoner", "jobs", "list"], {});
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("JOBWIRE_REASONER_URL");
});

test("list selects by states, time and fields, newest first, in every format", async () => {
  const [first, second] = [await created(...logic, "fail"), await created(...logic, "def output = 2")];
  await on("wait", "--id", first);
  await on("wait", "--id", second);
  const ids = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<string>> =>
    (await on("list", ...args, "-o", "name")).stdout.trimEnd().split("\n");
  expect((await ids("--type", "Logic")).indexOf(second)).toBeLessThan((await ids("--type", "Logic")).indexOf(first));
  const both = await ids("--state", "aborted", "--status", "COMPLETED", "--since", "1h");
  expect(both).toEqual(expect.arrayContaining([first, second]));
  expect(await ids("--state", "ABORTED", "--filter", "name=eng1")).not.toContain(second);
  expect(await ids("--filter", `id=${first}`)).toEqual([first]);
  const detailed = await on("list", "--filter", `id=${first}`, "--include", "details");
  expect(detailed.stdout).toMatch(/^ID +TYPE +STATE .*READ ONLY +TIMEOUT/);
  const wrong = await on("list", "--state", "ABORTD");
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toContain('Did you mean "ABORTED"?');
  expect((await on("list", "--id", "nobody")).stderr).toBe("No jobs found\n");
});
