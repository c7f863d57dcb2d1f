import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const submit = (flags: ReadonlyArray<string>, command: string): ReturnType<typeof runCli> =>
  runCli(["ray", "submit", "--address", bed.ray.url, ...flags, "--", command]);

/** What the job itself printed, which may stand around Ray's own lines. */
const own = (log: string): ReadonlyArray<string> =>
  log.split("\n").filter((line) => line !== "" && !/INFO job_manager|^Running entrypoint/.test(line));

const folder = (): string => {
  const path = join(bed.folder, "job");
  mkdirSync(join(path, "sub"), { recursive: true });
  writeFileSync(join(path, "data.txt"), "forty-two\n");
  writeFileSync(join(path, "sub/notes.md"), "notes\n");
  writeFileSync(join(path, "left.log"), "left behind\n");
  writeFileSync(join(path, ".gitignore"), "*.log\n");
  return path;
};

test("the job runs in the folder, without what is ignored or excluded; the second time nothing is uploaded", async () => {
  const path = folder();
  const first = await submit(["--working-dir", path, "--exclude", "*.md"], "cat data.txt; ls");
  expect(first.code).toBe(0);
  expect(own(first.stdout)).toEqual(["forty-two", "data.txt"]);
  expect(first.stderr).toMatch(/ uploaded, 1 KiB: gcs:\/\/_ray_pkg_[0-9a-f]{16}\.zip\n/);
  const second = await submit(["--working-dir", path, "--exclude", "*.md"], "ls");
  expect(second.stderr).toMatch(/ is there already: gcs:/);
  expect(bed.ray.requests.get("PUT /api/packages/{}/{}")).toBe(1);
});

test("a working_dir of the runtime_env is uploaded when it is a folder, with its excludes, and left when it is a URI", async () => {
  const path = folder();
  const file = join(bed.folder, "env.yaml");
  writeFileSync(file, `working_dir: ${path}\nexcludes: ["sub"]\nenv_vars: { A: "1" }\n`);
  const run = await submit(["--runtime-env", file], 'echo "$A"; ls');
  expect(own(run.stdout)).toEqual(["1", "data.txt"]);
  const uri = await submit(["--working-dir", "gcs://_ray_pkg_0000000000000000.zip", "--no-wait"], "ls");
  expect(uri.code).toBe(0);
  expect(uri.stderr).not.toContain("upload");
});

test("a folder that is not there is wrong usage", async () => {
  const run = await submit(["--working-dir", join(bed.folder, "none")], "ls");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("does not exist");
});
