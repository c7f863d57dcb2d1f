import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { main, runCli, start, startCli } from "./run-cli.ts";

const bed = testBed();
const at = (name: string): string => join(bed.folder, name);
const list = (...flags: ReadonlyArray<string>): ReadonlyArray<string> => [
  "ray",
  "list",
  "--address",
  bed.ray.url,
  ...flags,
];
/** A command line of bash, in which `jobwire` is the built command. */
const bash = (line: string): ReturnType<typeof start> =>
  start("bash", ["-c", `jobwire() { '${process.execPath}' '${main}' "$@"; }\n${line}`]);

test.each([
  ["/dev/zero", "is a device, not a file"],
  ["/", "is a directory"],
  ["/none", "cannot be read (ENOENT)"],
])("--token-file %s fails at once: %s", async (path, problem) => {
  expect(await runCli(list("--token-file", path))).toMatchObject({
    code: 2,
    stdout: "",
    stderr: `jobwire: --token-file: ${path} ${problem}. Pass a text file or a pipe.\n`,
  });
});

test("every option and variable that names a file refuses a device, a folder or a large file", async () => {
  writeFileSync(at("large"), "x".repeat(70_000));
  const runs = [
    [list("--token-file", at("large")), {}, "holds more than 64 KiB"],
    [list(), { RAY_AUTH_TOKEN_PATH: "/dev/zero" }, "is a device"],
    [["ray", "submit", "--address", bed.ray.url, "--runtime-env", "/dev/zero", "--", "true"], {}, "is a device"],
    [["ray", "serve", "deploy", "/dev/zero", "--address", bed.ray.url], {}, "is a device"],
    [["agent", "health", "--url", "http://127.0.0.1:9", "--token-file", "/dev/zero"], {}, "is a device"],
    [
      ["agent", "health", "--url", "http://127.0.0.1:9", "--token", "t", "--user-token-file", "/"],
      {},
      "is a directory",
    ],
    [["reasoner", "jobs", "list", "--url", "http://127.0.0.1:9", "--token-file", "/dev/zero"], {}, "is a device"],
    [
      ["reasoner", "jobs", "create", "--url", "http://127.0.0.1:9", "--token", "t", "--type", "Logic"].concat([
        "--reasoner-name",
        "abc",
        "--raw-code-file",
        "/dev/zero",
      ]),
      {},
      "is a device",
    ],
  ] as const;
  for (const [args, env, problem] of runs) {
    const run = await runCli(args, { env });
    expect([args.slice(0, 3), run.code, run.stdout]).toEqual([args.slice(0, 3), 2, ""]);
    expect(run.stderr).toContain(problem);
  }
});

const noJobs = "No jobs found\n";

test("reads a pipe to its end, and stdin as a pipe", async () => {
  const url = bed.ray.url;
  expect(await bash(`jobwire ray list --address ${url} --token-file <(printf token) >/dev/null`).ended).toMatchObject({
    code: 0,
    stderr: noJobs,
  });
  expect(await bash(`printf token | jobwire ray list --address ${url} --token-file - >/dev/null`).ended).toMatchObject({
    code: 0,
    stderr: noJobs,
  });
  const empty = await bash(`jobwire ray list --address ${url} --token-file <(true)`).ended;
  expect(empty.code).toBe(2);
  expect(empty.stderr).toMatch(/--token-file: \/dev\/fd\/\d+ is empty\. Pass a file or a pipe with a token\.\n/);
  const fromStdin = bash(
    `printf 'env_vars: {A: b}' | jobwire ray submit --address ${url} --runtime-env - -- 'echo "got $A"'`,
  );
  expect((await fromStdin.ended).stdout).toContain("got b\n");
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends the wait for a pipe that nobody writes to", async (signal) => {
  mkdirSync(at(signal));
  const pipe = join(at(signal), "pipe");
  execFileSync("mkfifo", [pipe]);
  const running = startCli(list("--token-file", pipe));
  const folder = `/proc/${running.child.pid}/fd`;
  const isOpen = (): boolean =>
    readdirSync(folder).some((name) => {
      try {
        return readlinkSync(join(folder, name)) === pipe;
      } catch {
        return false;
      }
    });
  await expect.poll(isOpen, { timeout: 30_000, interval: 100 }).toBe(true);
  running.child.kill(signal);
  const run = await running.ended;
  expect([run.code, run.stdout]).toEqual([signal === "SIGINT" ? 130 : 143, ""]);
});
