import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const submit = (flags: ReadonlyArray<string>, command: string): ReturnType<typeof runCli> =>
  runCli(["ray", "submit", "--address", bed.ray.url, ...flags, "--", command]);

/** The lines that the job printed, without those that Ray writes into the log. */
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

test("the job runs in the folder without ignored and excluded files, and a second submit uploads nothing", async () => {
  const path = folder();
  const first = await submit(["--working-dir", path, "--exclude", "*.md"], "cat data.txt; ls");
  expect(first.code).toBe(0);
  expect(own(first.stdout)).toEqual(["forty-two", "data.txt"]);
  expect(first.stderr).toMatch(/^Uploaded .*, 1 KiB: gcs:\/\/_ray_pkg_[0-9a-f]{16}\.zip$/m);
  const second = await submit(["--working-dir", path, "--exclude", "*.md"], "ls");
  expect(second.stderr).toMatch(/^Ray already has .*: gcs:/m);
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

test("a missing folder is a usage error", async () => {
  const run = await submit(["--working-dir", join(bed.folder, "none")], "ls");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("does not exist");
});

test("counts packed and left-out files; --list-files lists them with the rule, without a job or an upload", async () => {
  const path = folder();
  const before = bed.ray.requests.get("POST /api/jobs/") ?? 0;
  const run = await submit(["--working-dir", path, "--exclude", "*.md"], "true");
  expect(run.stderr).toContain(
    `${path}: 2 files packed, 2 left out (1 by .gitignore, 1 by excludes); --list-files shows them\n`,
  );
  const listed = await submit(["--working-dir", path, "--exclude", "*.md", "--list-files"], "true");
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout.split("\n").map((line) => line.replace(/: _ray_pkg_\S+/, ":"))).toEqual([
    `working_dir ${path}: 2 packed, 2 left out (1 by .gitignore, 1 by excludes)`,
    "+ .gitignore",
    "+ data.txt",
    "- left.log  (.gitignore: *.log)",
    "- sub/notes.md  (excludes: *.md)",
    "",
  ]);
  const json = await runCli([
    "ray",
    "submit",
    "--working-dir",
    path,
    "--list-files",
    "--json",
    "--address",
    bed.ray.url,
  ]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    field: "working_dir",
    files: [".gitignore", "data.txt", "sub/notes.md"],
    leftOut: [{ path: "left.log", rule: "*.log", from: ".gitignore" }],
  });
  expect(bed.ray.requests.get("POST /api/jobs/")).toBe(before + 1);
});

test("Ray's variables choose the packed files, and flags override them", async () => {
  const path = join(bed.folder, "rules");
  mkdirSync(join(path, "venv"), { recursive: true });
  mkdirSync(join(path, "old"));
  for (const file of ["venv/a", "old/b", "c.log", "d"]) writeFileSync(join(path, file), "x");
  writeFileSync(join(path, ".gitignore"), "*.log\n");
  const files = async (flags: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const args = ["ray", "submit", "--working-dir", path, "--list-files", "--json", "--address", bed.ray.url];
    return (JSON.parse((await runCli([...args, ...flags], { env })).stdout) as { files: unknown }).files;
  };
  const all = [".gitignore", "c.log", "d", "old/b", "venv/a"];
  const without = (...left: ReadonlyArray<string>): ReadonlyArray<string> => all.filter((file) => !left.includes(file));
  expect(await files([])).toEqual(without("c.log", "venv/a"));
  const [git, defaults] = ["RAY_RUNTIME_ENV_IGNORE_GITIGNORE", "RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES"];
  expect(await files([], { [git]: "1" })).toEqual(without("venv/a"));
  expect(await files([], { [git]: "0", [defaults]: "" })).toEqual(without("c.log"));
  expect(await files([], { [defaults]: "old, d" })).toEqual(without("c.log", "old/b", "d"));
  expect(await files(["--no-gitignore", "--no-default-excludes"])).toEqual(all);
  expect(await files(["--gitignore", "--default-excludes", "old"], { [git]: "1", [defaults]: "" })).toEqual(
    without("c.log", "old/b"),
  );
});

test("names an entry that it cannot pack, and packs links out of the folder only with --follow-links", async () => {
  const path = folder();
  symlinkSync("nowhere", join(path, "dead"));
  const dead = await submit(["--working-dir", path], "true");
  expect(dead.code).toBe(2);
  expect(dead.stderr).toContain('"dead" (a link without a target)');
  rmSync(join(path, "dead"));
  writeFileSync(join(bed.folder, "outside"), "from outside\n");
  symlinkSync("../outside", join(path, "link"));
  expect((await submit(["--working-dir", path], "true")).stderr).toContain("a link out of the folder");
  expect(own((await submit(["--working-dir", path, "--follow-links"], "cat link")).stdout)).toEqual(["from outside"]);
  rmSync(join(path, "link"));
});

test("reads and uploads local files of a runtime_env, and refuses wrong ones before a job exists", async () => {
  const at = (name: string): string => join(bed.folder, name);
  mkdirSync(at("lib"), { recursive: true });
  writeFileSync(at("lib/__init__.py"), "");
  writeFileSync(at("requirements.txt"), "requests\n");
  const env = (content: unknown): string => {
    writeFileSync(at("env.json"), JSON.stringify(content));
    return at("env.json");
  };
  const jobs = bed.ray.requests.get("POST /api/jobs/") ?? 0;
  const wrong = async (content: unknown): Promise<string> => {
    const run = await submit(["--runtime-env", env(content)], "true");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    return run.stderr;
  };
  expect(await wrong({ pip: at("none.txt") })).toContain("cannot be read (ENOENT)");
  expect(await wrong({ conda: "/opt/env" })).toContain("runtimeEnv.conda is a path");
  expect(await wrong({ env_vars: { PORT: 4711 } })).toMatch(/runtimeEnv\.env_vars\.PORT is a number(?!.*4711)/);
  expect(bed.ray.requests.get("POST /api/jobs/") ?? 0).toBe(jobs);
  const args = [
    "--runtime-env",
    env({ pip: at("requirements.txt"), py_modules: [at("lib")] }),
    "--submission-id",
    "local",
  ];
  const run = await submit([...args, "--no-wait"], "true");
  expect(run.code).toBe(0);
  const job = await runCli(["ray", "get", "local", "--json", "--address", bed.ray.url]);
  expect((JSON.parse(job.stdout) as { runtimeEnv: unknown }).runtimeEnv).toEqual({
    pip: { packages: ["requests"], pip_check: false },
    py_modules: [expect.stringMatching(/^gcs:\/\/_ray_pkg_[0-9a-f]{16}\.zip$/)],
  });
});
