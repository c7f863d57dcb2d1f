import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RayJob } from "@jobwire/core";
import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli, startCli } from "./run-cli.ts";

const bed = testBed();
const on = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", ...args, "--address", bed.ray.url]);
const submit = (flags: ReadonlyArray<string>, ...words: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", "submit", "--address", bed.ray.url, ...flags, "--", ...words]);
const job = async (id: string): Promise<RayJob> =>
  JSON.parse((await on("get", id, "--json", "--show-env")).stdout) as RayJob;
/** The lines that the job printed: Ray puts two lines of its own into every log. */
const own = (log: string): string =>
  log.replace(/^.*INFO job_manager.*\n/gm, "").replace(/^Running entrypoint for job .*\n/gm, "");

test("the log is on stdout; id and status are on stderr, the id first", async () => {
  const run = await submit(["--submission-id", "speaks"], "echo out; echo err >&2; echo 끝🚀");
  expect(run).toMatchObject({ code: 0, stderr: "speaks\nSUCCEEDED\n" });
  expect(own(run.stdout)).toBe("out\nerr\n끝🚀\n");
});

test("[id-on-stdout] with --no-wait stdout is exactly the id, and stderr has the command that follows", async () => {
  const run = await submit(["--no-wait"], "true");
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^raysubmit_[a-zA-Z0-9]{16}\n$/);
  expect(run.stderr).toBe(`To follow its log: jobwire ray logs -f --address ${bed.ray.url} ${run.stdout.trimEnd()}\n`);
  const named = await submit(["--no-wait", "--json", "--submission-id", "as-object", "--metadata", "a=b"], "true");
  expect(JSON.parse(named.stdout)).toEqual({
    id: "as-object",
    submitted: true,
    address: bed.ray.url,
    entrypoint: "true",
    metadata: { a: "b" },
  });
});

test("[id-first] while it follows, the id is on stderr before the first line of the log", async () => {
  const gate = join(bed.folder, "gate");
  const args = ["ray", "submit", "--address", bed.ray.url, "--submission-id", "first"];
  const running = startCli([...args, "--", `until [ -e ${gate} ]; do sleep 0.05; done; echo open`]);
  await running.until("stderr", "first\n");
  writeFileSync(gate, "");
  expect(own((await running.ended).stdout)).toBe("open\n");
});

test("several operands are words that reach the command unchanged; one operand is a command line", async () => {
  const words = await submit([], "printf", "<%s>\\n", "a b", "$HOME", "it's", "", "--help");
  expect(own(words.stdout)).toBe("<a b>\n<$HOME>\n<it's>\n<>\n<--help>\n");
  const line = await submit([], "printf '<%s>' a b && echo");
  expect(own(line.stdout)).toBe("<a><b>\n");
});

test("sends environment, metadata and resources", async () => {
  const file = join(bed.folder, "env.yaml");
  writeFileSync(file, "env_vars:\n  A: from file\n  B: from file\n");
  const run = await submit(
    "--submission-id full --env C=3 --metadata team=red --metadata empty= --entrypoint-num-cpus 0.5"
      .split(" ")
      .concat("--entrypoint-memory", "1000", "--entrypoint-resources", "{}", "--runtime-env", file, "--env", "A=x=y z"),
    'echo "$A|$B|$C"',
  );
  expect(own(run.stdout)).toBe("x=y z|from file|3\n");
  expect(await job("full")).toMatchObject({
    status: "SUCCEEDED",
    metadata: { team: "red", empty: "" },
    runtimeEnv: { env_vars: { A: "x=y z", B: "from file", C: "3" } },
  });
});

test("[json-flags] sends what the JSON flags describe; flags for single values override them", async () => {
  const flags = {
    "--submission-id": "by-json",
    "--runtime-env-json": '{"env_vars": {"A": "1", "B": "2"}}',
    "--metadata-json": '{"team": "red", "run": "1"}',
    "--entrypoint-resources": '{"accelerator": 0}',
  };
  const run = await submit([...Object.entries(flags).flat(), "--env", "B=3", "--metadata", "run=2"], 'echo "$A|$B"');
  expect(own(run.stdout)).toBe("1|3\n");
  expect(await job("by-json")).toMatchObject({
    metadata: { team: "red", run: "2" },
    runtimeEnv: { env_vars: { A: "1", B: "3" } },
  });
});

test("[label-selector] sends the label selector, and resources that the entrypoint waits for", async () => {
  await using server = await startFaultyRay({ status: "PENDING" });
  const flags = {
    "--entrypoint-label-selector": '{"ray.io/zone": "in(a, b)"}',
    "--entrypoint-resources": '{"accelerator": 0.5}',
    "--entrypoint-num-gpus": "2",
  };
  const args = ["ray", "submit", "--address", server.url, "--no-wait", ...Object.entries(flags).flat(), "--", "true"];
  expect((await runCli(args)).code).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(server.requestsTo("submit")[0]?.body))).toMatchObject({
    entrypoint: "true",
    entrypoint_label_selector: { "ray.io/zone": "in(a, b)" },
    entrypoint_resources: { accelerator: 0.5 },
    entrypoint_num_gpus: 2,
  });
});

test("[runtime-env-stdin] reads the runtime_env from stdin", async () => {
  const args = ["--submission-id", "by-stdin", "--runtime-env", "-"];
  const running = startCli(["ray", "submit", "--address", bed.ray.url, ...args, "--", 'echo "$A"']);
  running.child.stdin.end("env_vars: {A: from stdin}");
  expect(own((await running.ended).stdout)).toBe("from stdin\n");
});

test("[py-modules] --py-modules adds modules to those of the runtime_env and uploads the local ones", async () => {
  const module = join(bed.folder, "tools");
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, "__init__.py"), "");
  const env = '{"py_modules": ["https://host.example/first.whl"]}';
  const run = await submit(
    [
      "--list-files",
      "--json",
      "--runtime-env-json",
      env,
      "--py-modules",
      module,
      "--py-modules",
      "https://h.example/b.zip",
    ],
    "true",
  );
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('"field":"py_modules[1]"');
  expect(run.stdout).toContain("__init__.py");
});

test.each([
  ["--runtime-env-json", '{"pip": [s3cret]}', "line 1, column 10: a value that JSON does not allow"],
  ["--runtime-env-json", "[]", "is not a JSON object"],
  ["--metadata-json", '{"a": "s3cret",}', "line 1, column 16: an extra comma"],
  ["--metadata-json", '{"a": 1}', 'the value of "a" is not a string'],
  ["--entrypoint-resources", '{"a": "s3cret"}', 'the value of "a" is not a number'],
  ["--entrypoint-label-selector", "s3cret", "line 1, column 1"],
])("[wrong-json] %s %s is wrong usage, with the position, and nothing is sent", async (flag, text, words) => {
  const run = await submit([flag, text], "true");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain(`jobwire: ${flag}`);
  expect(run.stderr).toContain(words);
  expect(run.stderr).not.toContain("s3cret");
});

test("--runtime-env and --runtime-env-json exclude each other", async () => {
  const run = await submit(["--runtime-env", "x.json", "--runtime-env-json", "{}"], "true");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain("exclude each other");
});

test.each([
  ["invalid JSON", "{", "env.json"],
  ["a list", "[1]", "list.json"],
  ["invalid YAML", "a: [", "env.yml"],
])("a runtime_env file with %s is a usage error, and its text is not printed", async (_name, text, name) => {
  const file = join(bed.folder, name);
  writeFileSync(file, `${text} \n# s3cret`);
  const run = await submit(["--runtime-env", file], "true");
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain(name);
  expect(run.stderr).not.toContain("s3cret");
});

test("--json prints the submission, each line and the end, one object a line", async () => {
  const run = await submit(["--json", "--submission-id", "as-json"], "echo '\u001b[31m한\"'");
  const records = run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.at(0)).toMatchObject({ id: "as-json", submitted: true });
  expect(records.at(-1)).toEqual({ id: "as-json", status: "SUCCEEDED" });
  const lines = records.slice(1, -1);
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.map(({ line }) => line)).toContain('\u001b[31m한"');
});

test("a failed command reports its exit code", async () => {
  const run = await submit(["--submission-id", "seven"], "echo before; exit 7");
  expect(run.code).toBe(1);
  expect(run.stderr).toBe("seven\nJob entrypoint command failed with exit code 7\nFAILED\n");
});
