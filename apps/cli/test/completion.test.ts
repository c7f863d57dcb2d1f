/** Completion in real shells: each loads the script that jobwire prints, and the user presses Tab. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFaultyRay } from "@jobwire/testing";
import { beforeAll, expect, test } from "vitest";
import { splitLine } from "../src/completion/split-line.ts";
import { testBed } from "./quick-ray.ts";
import { main, runCli, start, startAnyInTerminal } from "./run-cli.ts";

const bed = testBed();
beforeAll(async () => {
  for (const [id, command] of [
    ["done-1", "true"],
    ["runs-2", "sleep 60"],
  ] as const) {
    await runCli(["ray", "submit", "--no-wait", "--submission-id", id, "--address", bed.ray.url, "--", command]);
  }
  await runCli(["ray", "wait", "done-1", "--address", bed.ray.url]);
});

const complete = async (line: string, env: Readonly<Record<string, string>> = {}, shell = "bash") => {
  const run = await runCli(["complete", shell, line], { env: { RAY_ADDRESS: bed.ray.url, ...env } });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout.split("\n").slice(0, -1);
};

test.each([
  [
    "jobwire ",
    ["words", "ray", "agent", "reasoner", "config", "completion", "console", "gateway", "reference-server", "help"],
  ],
  ["jobwire ray subm", ["words", "submit"]],
  ["jobwire help ray subm", ["words", "submit"]],
  ["jobwire ray list --ca", ["words", "--ca-file"]],
  ["jobwire ray list --token-header ", ["words", "authorization", "x-ray-authorization"]],
  ["jobwire ray list --token-header=x", ["words", "x-ray-authorization"]],
  ["jobwire ray open --console --pri", ["words", "--print"]],
  ["jobwire ray open --console --token-header ", ["words", "authorization", "x-ray-authorization"]],
  ["jobwire ray list --ca-file ", ["files"]],
  ["jobwire ray list --verify ", ["files"]],
  ["jobwire ray submit -- python ", ["files"]],
  ["jobwire ray serve deploy ", ["files"]],
  ["jobwire completion ", ["words", "bash", "zsh", "fish"]],
  ["jobwire ray nodes list ", ["words"]],
  ["jobwire nope ", []],
])("%j may continue with %j", async (line, expected) => {
  expect(await complete(line)).toEqual(expected);
});

test("[completion] ids are those of the server that the line, the environment or the configuration names", async () => {
  expect((await complete("jobwire ray logs -f ")).toSorted()).toEqual(["done-1", "runs-2", "words"]);
  expect(await complete("jobwire ray logs d")).toEqual(["words", "done-1"]);
  expect(await complete("jobwire ray logs done-1 ")).toEqual(["words", "runs-2"]);
  expect(await complete("jobwire ray stop ")).toEqual(["words", "runs-2"]);
  expect(await complete(`jobwire ray logs --address ${bed.ray.url} d`, { RAY_ADDRESS: "" })).toEqual([
    "words",
    "done-1",
  ]);
  expect(await complete("jobwire ray logs d", {}, "fish")).toEqual(["words", "done-1\tSUCCEEDED true"]);
  expect(await complete("jobwire ray logs d", {}, "zsh")).toEqual(["words", "done-1:SUCCEEDED true"]);
  const JOBWIRE_CONFIG = join(bed.folder, "config.json");
  await runCli(["config", "set", "prod", "--address", bed.ray.url], { env: { JOBWIRE_CONFIG } });
  const own = { JOBWIRE_CONFIG, RAY_ADDRESS: "" };
  expect(await complete("jobwire ray list --cluster ", own)).toEqual(["words", "prod"]);
  expect(await complete("jobwire config use p", own)).toEqual(["words", "prod"]);
  expect(await complete("jobwire ray status --cluster prod r", own)).toEqual(["words", "runs-2"]);
});

test("a server that is gone, slow, or sends ids that a shell would obey, suggests nothing", async () => {
  expect(await complete("jobwire ray logs ", { RAY_ADDRESS: "http://127.0.0.1:1" })).toEqual(["words"]);
  expect(await complete("jobwire ray logs --token-file - ")).toEqual(["words"]);
  await using odd = await startFaultyRay({ submissionId: "$(touch x)", log: "", status: "RUNNING" });
  expect(await complete("jobwire ray logs ", { RAY_ADDRESS: odd.url })).toEqual(["words"]);
  expect(odd.server.requests.length).toBeGreaterThan(0);
});

test.each([
  ["a b ", ["a", "b", ""]],
  ["a 'b c' \"d e\"f g\\ h", ["a", "b c", "d ef", "g h"]],
  ["a '", ["a", ""]],
  ["", [""]],
  ["a '' b", ["a", "", "b"]],
  ["a \\", ["a", ""]],
])("%j has the words %j", (line, words) => {
  expect(splitLine(line)).toEqual(words);
});

/** A folder with a command \`jobwire\`, and an environment in which shells find it and nothing of the user. */
const shellEnvironment = (): Readonly<Record<string, string>> => {
  const bin = join(bed.folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "jobwire"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  writeFileSync(join(bed.folder, "a-file.pem"), "");
  return { PATH: `${bin}:${process.env["PATH"]}`, HOME: bed.folder, RAY_ADDRESS: bed.ray.url, PS1: "$ ", TERM: "dumb" };
};

const interactive = [
  ["bash", ["bash", "--norc", "--noprofile", "-i"], "source <(jobwire completion bash)"],
  ["zsh", ["zsh", "-f", "-i"], "autoload -U compinit; compinit -D; source <(jobwire completion zsh)"],
] as const;

test.each(interactive)("Tab in %s completes a command, an option, an id and a file", async (_shell, command, load) => {
  const env = shellEnvironment();
  const shell = startAnyInTerminal(command, { env, cwd: bed.folder });
  const type = (text: string): void => void shell.child.stdin.write(text);
  type(`${load}; echo rea''dy\n`);
  await shell.until("stdout", "\nready");
  // Ctrl-A goes to the start of the line, so that the shell prints the line and runs nothing.
  for (const [keys, completed] of [
    ["jobwire ray subm\t", "jobwire ray submit"],
    ["jobwire ray list --token-h\t", "jobwire ray list --token-header"],
    ["jobwire ray status done\t", "jobwire ray status done-1"],
    ["jobwire ray list --ca-file a-f\t", "jobwire ray list --ca-file a-file.pem"],
  ] as const) {
    type(`${keys}\u0001echo 'got: '\n`);
    await shell.until("stdout", `\ngot: ${completed}`);
  }
  type("exit\n");
  await shell.ended;
});

test("fish completes commands, options, ids and files", async () => {
  const env = shellEnvironment();
  const suggested = async (line: string): Promise<string> => {
    const run = await start("fish", ["--no-config", "-c", `jobwire completion fish | source; complete -C "${line}"`], {
      env,
      cwd: bed.folder,
    }).ended;
    expect(run).toMatchObject({ code: 0, stderr: "" });
    return run.stdout;
  };
  expect(await suggested("jobwire ray subm")).toBe(
    "submit\tSubmit a job and follow its log; pass the command after --\n",
  );
  expect(await suggested("jobwire ray list --token-h")).toBe("--token-header\tHeader that carries the token\n");
  expect(await suggested("jobwire ray status done")).toBe("done-1\tSUCCEEDED true\n");
  expect(await suggested("jobwire ray list --ca-file a-f")).toContain("a-file.pem");
});
