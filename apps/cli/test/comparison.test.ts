/**
 * The comparison of the command with others, docs/cli-comparison.md. Each of its rows names a test by the row's id: the title of
 * that test begins with the id in brackets. The tests without another place are here.
 */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drop, type FaultyRay, instead, startFaultyRay } from "@jobwire/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyCommand } from "./every-command.ts";
import { type CliRun, runCli, startInTerminal } from "./run-cli.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/cli-comparison.md", import.meta.url)), "utf8");
const tableRows = (heading: string): ReadonlyArray<ReadonlyArray<string>> =>
  (page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(2, -2).split(" | "));
const inCode = (cell = ""): ReadonlyArray<string> => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);

describe("docs/cli-comparison.md", () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const titles = globSync("**/*.test.ts", { cwd: folder }).flatMap((file) =>
    Array.from(
      readFileSync(folder + file, "utf8").matchAll(/(?:test|\))\(\s*["`]\[([a-z-]+)\] /g),
      ([, id = ""]) => id,
    ),
  );
  const ids = tableRows("Compare the features").map(([first]) => inCode(first)[0] ?? "");

  test("has a test for each row, and a row for each such test", () => {
    expect(ids.length).toBeGreaterThan(35);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(titles)].toSorted()).toEqual(ids.toSorted());
  });

  // The options of Ray 2.60, as `ray job COMMAND --help` lists them.
  const common = ["--address", "--headers", "--verify", "--log-style", "--log-color", "--verbose"];
  const ofRay: Readonly<Record<string, ReadonlyArray<string>>> = {
    submit: [
      "--job-id --submission-id --runtime-env --runtime-env-json --working-dir --metadata-json --entrypoint-num-cpus",
      "--entrypoint-num-gpus --entrypoint-memory --entrypoint-resources --entrypoint-label-selector --no-wait",
    ].flatMap((options) => options.split(" ")),
    status: [],
    stop: ["--no-wait"],
    delete: [],
    logs: ["--follow"],
    list: [],
  };

  test("has each command and each option of `ray job`", () => {
    const rows = tableRows("Move from ray job").map(([first]) => inCode(first)[0] ?? "");
    const commands = Object.keys(ofRay).map((name) => `ray job ${name}`);
    expect(rows.toSorted()).toEqual([...commands, ...new Set([...common, ...Object.values(ofRay).flat()])].toSorted());
  });

  test("names only options that the commands have", async () => {
    const has = new Map((await everyCommand()).map(([path, { options }]) => [path, options.map(({ long }) => long)]));
    for (const [first = "", counterpart = ""] of tableRows("Move from ray job")) {
      const [name = ""] = inCode(first);
      const users = Object.keys(ofRay).filter((command) => common.includes(name) || ofRay[command]?.includes(name));
      for (const option of inCode(counterpart).filter((code) => code.startsWith("--"))) {
        for (const command of users)
          expect(has.get(`jobwire ray ${command}`), `${command} ${option}`).toContain(option);
      }
      if (name.startsWith("ray job ")) expect([...has.keys()]).toContain(inCode(counterpart)[0]);
    }
  });
});

let ray: FaultyRay;
beforeAll(async () => {
  ray = await startFaultyRay({ submissionId: "one", log: "first\n", status: "SUCCEEDED" });
  ray.addJob("two", { log: "second\n", status: "FAILED" });
});
afterAll(() => ray.close());
const on = (...args: ReadonlyArray<string>): Promise<CliRun> => runCli(["ray", ...args, "--address", ray.url]);

test("[one-bad-id] a job that does not exist hides no other job: all are printed, and the exit code is the worst", async () => {
  const unknown = "Job nope does not exist";
  const logs = await on("logs", "one", "nope", "two");
  expect(logs.code).toBe(1);
  expect(logs.stdout.split("\n").toSorted()).toEqual(["", "[one] first", "[two] second"]);
  expect(logs.stderr).toContain(unknown);
  const followed = await on("logs", "-f", "one", "nope");
  expect(followed).toMatchObject({ code: 1, stdout: "[one] first\n" });
  expect(followed.stderr).toContain("one SUCCEEDED\n");
  const waited = await on("wait", "nope", "one");
  expect(waited.code).toBe(1);
  expect(waited.stderr).toContain("one SUCCEEDED\n");
  expect(waited.stderr).toContain(unknown);
  const json = await on("wait", "one", "a/b", "--json");
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject([{ submissionId: "one" }]);
  expect(JSON.parse(json.stderr)).toMatchObject({ _tag: "InvalidRequest" });
  // More ids than are read one by one.
  const many = await on("logs", "one", "two", "x1", "one", "x2", "two");
  expect(many.stdout.split("\n").filter((line) => line !== "")).toHaveLength(4);
  expect(many.stderr.match(/does not exist/g)).toHaveLength(2);
});

test("[one-error] a server that is not there is reported once, not for each job", async () => {
  const run = await runCli(["ray", "logs", "a", "b", "c", "--address", "http://127.0.0.1:9"]);
  expect(run).toMatchObject({ code: 4, stdout: "" });
  expect(run.stderr.match(/jobwire:/g)).toHaveLength(1);
});

test("[prefix] --prefix and --no-prefix override the number of jobs", async () => {
  expect((await on("logs", "--prefix", "one")).stdout).toBe("[one] first\n");
  const plain = await on("logs", "--no-prefix", "one", "two");
  expect(plain.stdout.split("\n").toSorted()).toEqual(["", "first", "second"]);
});

test("[max-follows] at most this many logs are read at once, and all are printed", async () => {
  const run = await on("logs", "-f", "--max-follows", "1", "one", "two");
  expect(run.stdout).toBe("[one] first\n[two] second\n");
  expect(run.stderr).toContain("Following 1 of 2 jobs at once (--max-follows).");
});

test("[timestamps] each line can have the time of its receipt", async () => {
  const run = await on("logs", "-t", "one");
  expect(run.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z first\n$/);
  expect(run.stderr).toContain("when Jobwire received a line");
});

test("[since] --since and --since-time of logs explain why they cannot work", async () => {
  for (const flag of ["--since", "--since-time"]) {
    const run = await on("logs", flag, "1h", "one");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toBe(
      `jobwire: ${flag} cannot choose lines: logs have no times of their own. Pass --tail LINES to start near the end.\n`,
    );
  }
  expect((await on("logs", "--help")).stdout).not.toContain("--since");
});

test("[outage] a lost connection does not end a followed log, and costs no line", async () => {
  let cuts = 0;
  await using cutting = await startFaultyRay({
    submissionId: "job",
    log: "before\n",
    status: "RUNNING",
    fault: ({ endpoint }) => (endpoint === "tail" && cuts++ < 3 ? instead(drop()) : undefined),
  });
  const run = runCli(["ray", "logs", "-f", "job", "--address", cutting.url]);
  await expect.poll(() => cuts, { timeout: 60_000 }).toBeGreaterThan(0);
  cutting.append("after\n");
  cutting.setStatus("SUCCEEDED");
  expect(await run).toMatchObject({ code: 0, stdout: "before\nafter\n" });
});

test.each([
  ["pipe", [], {}, false],
  ["pipe", ["--color", "always"], {}, true],
  ["pipe", ["--color=auto"], { FORCE_COLOR: "1" }, true],
  ["pipe", [], { FORCE_COLOR: "0" }, false],
  ["pipe", ["--color", "never"], { FORCE_COLOR: "1" }, false],
  ["pipe", ["--color", "always"], { NO_COLOR: "1" }, true],
  ["terminal", [], {}, true],
  ["terminal", [], { NO_COLOR: "1" }, false],
  ["terminal", [], { NO_COLOR: "" }, true],
  ["terminal", [], { NO_COLOR: "1", FORCE_COLOR: "1" }, true],
  ["terminal", [], { TERM: "dumb" }, false],
  ["terminal", ["--color", "never"], {}, false],
  ["terminal", ["--color", "auto"], { NO_COLOR: "1" }, false],
] as const)("[colours] to a %s with %j and %j: %s", async (target, flags, env, coloured) => {
  const start = (args: ReadonlyArray<string>): Promise<CliRun> =>
    target === "pipe" ? runCli(args, { env }) : startInTerminal(args, { env }).ended;
  for (const args of [["list"], ["status", "one"], ["wait", "one"], ["logs", "one", "two"], ["get", "nope"]]) {
    const { stdout, stderr } = await start(["ray", ...args, ...flags, "--address", ray.url]);
    // A spinner moves the cursor; a colour ends in m.
    // oxlint-disable-next-line no-control-regex -- matches colours
    expect(/\u001b\[[0-9;]*m/.test(stdout + stderr), `${args.join(" ")}: ${stdout}${stderr}`).toBe(coloured);
    expect(stderr).not.toContain("Warning");
  }
});

test("[colour-flag] every command that runs has --color", async () => {
  const leaves = (await everyCommand()).filter(([, { commands }]) => commands.length === 0);
  expect(leaves.length).toBeGreaterThan(40);
  for (const [path, { options }] of leaves)
    expect(
      options.map(({ long }) => long),
      path,
    ).toContain("--color");
});
