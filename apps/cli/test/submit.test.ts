import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RayJob } from "@jobwire/core";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

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

test("without an id it makes one in Ray's form", async () => {
  const run = await submit(["--no-wait"], "true");
  expect(run).toMatchObject({ code: 0, stdout: "" });
  expect(run.stderr).toMatch(/^raysubmit_[a-zA-Z0-9]{16}\n$/);
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
  expect(records.at(0)).toEqual({ id: "as-json", submitted: true });
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
