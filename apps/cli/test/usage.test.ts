import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

test.each([
  ["an unknown option", ["ray", "list", "--nope"], "unknown option '--nope'"],
  ["an unknown command", ["ray", "nope"], "unknown command 'nope'"],
  ["an excess argument", ["ray", "list", "x"], "too many arguments"],
  ["a missing id", ["ray", "status"], "missing required argument"],
  ["no entrypoint", ["ray", "submit"], "The entrypoint is missing"],
  ["an entrypoint before --", ["ray", "submit", "python", "x.py"], "after `--`"],
  ["an entrypoint on both sides of --", ["ray", "submit", "python", "--", "x.py"], "after `--`"],
  ["a value that is not a number", ["ray", "logs", "x", "--tail", "many"], "Pass a number"],
  ["a fraction of a line", ["ray", "logs", "x", "--tail", "1.5"], "whole number"],
  ["a negative time", ["ray", "wait", "x", "--timeout", "-1"], "Pass a number"],
  ["a time of 0", ["ray", "wait", "x", "--timeout", "0"], "above 0"],
  ["a retry time below 0", ["ray", "list", "--retry-for", "-1"], "≥ 0"],
  ["a time for a sign-in that is not a number", ["ray", "list", "--retry-auth", "soon"], "≥ 0"],
  ["a stop timeout that is not a number", ["agent", "jobs", "stop", "x", "--timeout", "NaN"], "above 0"],
  ["an interval of 0", ["reasoner", "jobs", "wait", "--id", "x", "--poll-interval-s", "0"], "above 0"],
  ["zero jobs at once", ["ray", "logs", "x", "--max-follows", "0"], "≥ 1"],
  ["a negative tail", ["ray", "logs", "x", "--tail", "-1"], "≥ 0"],
  ["a tail beyond all numbers", ["ray", "logs", "x", "--tail", "1e400"], "≥ 0"],
  ["an empty entrypoint", ["ray", "submit", "--", ""], "entrypoint must be a shell command"],
  ["a blank entrypoint", ["ray", "submit", "--", " \t"], "entrypoint must be a shell command"],
  ["an empty id", ["ray", "submit", "--submission-id", "", "--", "true"], "it is empty"],
  ["an id that is too long", ["ray", "logs", "x".repeat(241)], "240 bytes"],
  ["an unknown protocol", ["ray", "logs", "x", "--protocol", "ftp"], "Allowed choices"],
  ["a pair without =", ["ray", "submit", "--env", "A", "--", "true"], "KEY=VALUE"],
  ["resources that are not JSON", ["ray", "submit", "--entrypoint-resources", "{", "--", "true"], "JSON object"],
  ["a missing runtime_env file", ["ray", "submit", "--runtime-env", "/nope.json", "--", "true"], "ENOENT"],
  ["a missing token file", ["ray", "list", "--token-file", "/nope"], "ENOENT"],
  ["an address of the Ray client", ["ray", "list", "--address", "ray://h:10001"], "http://h:8265"],
  ["an address of the cluster's store", ["ray", "list", "--address", "h:6379"], "http://h:8265"],
  ["an id with a slash", ["ray", "status", "a/b"], "a/b"],
  ["a port out of range", ["reference-server", "--ray-port", "70000"], "65535"],
])("%s is a usage error: exit 2, message on stderr only", async (_name, args, message) => {
  const run = await runCli(args);
  expect(run.stderr).toContain(message);
  expect(run).toMatchObject({ code: 2, stdout: "" });
});

test("without a command the help goes to stderr, with exit code 2", async () => {
  for (const args of [[], ["ray"]]) {
    const run = await runCli(args);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("Usage: jobwire");
  }
});

test("--help and --version print to stdout", async () => {
  const help = await runCli(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("130  Ctrl-C");
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
  expect((await runCli(["ray", "logs", "--help"])).stdout).toContain("--max-follows");
});

test("the message about a malformed --header does not repeat it: it may hold a credential", async () => {
  const run = await runCli(["ray", "list", "--header", "s3cret-without-colon"]);
  expect(run.code).toBe(2);
  expect(run.stdout + run.stderr).not.toContain("s3cret");
});

test("jobwire ray has no --token option", async () => {
  const run = await runCli(["ray", "list", "--token", "x"]);
  expect(run).toMatchObject({ code: 2, stdout: "" });
});

test("help before the name of a command, at any level, equals --help behind it", async () => {
  const shown = await runCli(["ray", "submit", "--help"]);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toContain("Usage: jobwire ray submit");
  for (const args of [
    ["help", "ray", "submit"],
    ["ray", "help", "submit"],
    ["help", "ray", "submit", "--help"],
  ]) {
    expect(await runCli(args)).toEqual(shown);
  }
  const deep = await runCli(["agent", "jobs", "logs", "--help"]);
  expect(deep.stdout).toContain("Usage: jobwire agent jobs logs");
  expect(await runCli(["help", "agent", "jobs", "logs"])).toEqual(deep);
  expect(await runCli(["agent", "jobs", "help", "logs"])).toEqual(deep);
  expect(await runCli(["help"])).toEqual(await runCli(["--help"]));
});

test("help is an operand where a command takes operands", async () => {
  const run = await runCli(["ray", "status", "help", "--address", "http://127.0.0.1:1", "--retry-for", "0.1"]);
  expect(run).toMatchObject({ code: 4, stdout: "" });
});

test.each([
  [["help", "ray", "nope"], /unknown command 'nope'/],
  [["rya", "list"], /unknown command 'rya'\n\(Did you mean ray\?\)/],
  [["ray", "submitt"], /unknown command 'submitt'\n\(Did you mean submit\?\)/],
  [["help", "ray", "lits"], /unknown command 'lits'\n\(Did you mean list\?\)/],
  [["logs", "train-7"], /Commands of that name: jobwire ray logs, .*jobwire agent jobs logs/],
  [["ray", "list", "--adress", "x"], /unknown option '--adress'\n\(Did you mean --address\?\)/],
  [["ray", "status"], /To see what it takes: jobwire ray status --help/],
] as const)("%j is wrong usage, and the message names what to do", async (args, words) => {
  const run = await runCli(args);
  expect(run.stderr).toMatch(/^jobwire: /);
  expect(run.stderr).toMatch(words);
  expect(run).toMatchObject({ code: 2, stdout: "" });
});

test("the message about wrong usage has the colours of all others, and no warning of the runtime", async () => {
  const run = await runCli(["ray", "status"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  expect(run.stderr.startsWith("\u001b[31mjobwire:\u001b[39m missing required argument")).toBe(true);
  expect(run.stderr).not.toContain("Warning");
});
