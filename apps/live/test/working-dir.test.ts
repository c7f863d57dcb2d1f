import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expandRuntimeEnv, uploadWorkingDir, workingDirPackage } from "@jobwire/node";
import { expect, onTestFinished, test } from "vitest";
import { checkedCluster } from "./checked-cluster.ts";
import { folderWith } from "./folders.ts";
import { liveRay } from "./live-ray.ts";
import { runCli } from "./run-cli.ts";

const run = promisify(execFile);

/** A module, a data file, and one file for each reason to leave a file out. */
const files = {
  "main.py":
    "import os\nimport lib.numbers\nprint(open('data.txt').read().strip(), lib.numbers.answer)\nprint(sorted(os.listdir('.')))\n",
  "lib/numbers.py": "answer = 42\n",
  "data.txt": "the answer is",
  "ignored.log": "left behind",
  "secret.key": "left behind",
  "big.csv": "left behind",
  "out/keep/a.txt": "left behind",
  ".gitignore": "*.log\nout/\n!out/keep\n",
  ".rayignore": "*.key\n",
  ".git/config": "left behind",
};
const excludes = ["*.csv"];

/** The lines that the job printed. */
const own = (log: string): ReadonlyArray<string> =>
  log.split("\n").filter((line) => line !== "" && !/INFO job_manager|^Running entrypoint/.test(line));

test("the job sees the folder, the second submit uploads nothing, the same folder has the same name", async () => {
  const { cluster, answers } = await checkedCluster({ address: liveRay.address });
  onTestFinished(() => cluster.close());
  await using folder = await folderWith({ ...files, "stamp.txt": String(Date.now()) });
  await using twin = await folderWith({ ...files, "stamp.txt": "another" });
  const submit = async (): Promise<{ uploaded: boolean; uri: string; lines: ReadonlyArray<string> }> => {
    const { uri, uploaded } = await uploadWorkingDir(cluster, folder.path, { excludes });
    const entrypoint = `'${liveRay.python}' main.py`;
    const job = await cluster.jobs.submit({ entrypoint, runtimeEnv: { working_dir: uri } });
    await job.result();
    return { uploaded, uri, lines: own(await job.getLogs()) };
  };
  const first = await submit();
  expect(first.uploaded).toBe(true);
  expect(first.lines[0]).toBe("the answer is 42");
  expect(first.lines[1]).toMatch(
    /^\['.gitignore', '.rayignore', ('__pycache__', )?'data.txt', 'lib', 'main.py', 'stamp.txt'\]$/,
  );
  const second = await submit();
  expect([second.uploaded, second.uri, second.lines[0]]).toEqual([false, first.uri, first.lines[0]]);
  expect(answers.filter(({ operationId }) => operationId === "putPackage")).toHaveLength(1);
  expect((await workingDirPackage(twin.path, { excludes })).name).not.toBe(
    (await workingDirPackage(folder.path, { excludes })).name,
  );
  expect(answers.flatMap(({ problems }) => problems)).toEqual([]);
});

test("the package has the name that Ray's client uses", async () => {
  await using folder = await folderWith(files);
  const script =
    "import sys; from ray._private.runtime_env.packaging import get_uri_for_directory as name; " +
    "print(name(sys.argv[1], True, ['.git', '.venv', 'venv', '__pycache__', *sys.argv[2:]]))";
  for (const rules of [[], excludes, ["lib/", "!lib/numbers.py"], ["*.txt", "!data.txt", "/out"]]) {
    const { stdout } = await run(liveRay.python, ["-c", script, folder.path, ...rules], { timeout: 100_000 });
    expect(`gcs://${(await workingDirPackage(folder.path, { excludes: rules })).name}`).toBe(stdout.trim());
  }
});

test("jobwire ray submit --working-dir", async () => {
  await using folder = await folderWith({ ...files, "stamp.txt": String(Date.now()) });
  const args = [
    "ray",
    "submit",
    "--address",
    liveRay.address,
    "--working-dir",
    folder.path,
    "--",
    `'${liveRay.python}' main.py`,
  ];
  const first = await runCli(args);
  expect(first).toMatchObject({ code: 0 });
  expect(own(first.stdout)[0]).toBe("the answer is 42");
  expect(first.stderr).toContain("Uploaded ");
  expect((await runCli(args)).stderr).toContain("Ray already has ");
});

test("modules of a folder and of one file are imported, and have the names that Ray's client uses", async () => {
  const { cluster, answers } = await checkedCluster({ address: liveRay.address });
  onTestFinished(() => cluster.close());
  const stamp = String(Date.now());
  await using folder = await folderWith({
    "job/main.py": "import lib.numbers, single\nprint(lib.numbers.answer, single.answer)\n",
    "lib/__init__.py": `# ${stamp}\n`,
    "lib/numbers.py": "answer = 42\n",
    "lib/.cache/.gitignore": "*\n",
    "lib/.cache/x": "left behind",
    "single.py": `answer = 43 # ${stamp}\n`,
  });
  const at = (name: string): string => join(folder.path, name);
  const { runtimeEnv, packages } = await expandRuntimeEnv(cluster, {
    working_dir: at("job"),
    py_modules: [at("lib"), at("single.py")],
  });
  const job = await cluster.jobs.submit({ entrypoint: `'${liveRay.python}' main.py`, runtimeEnv });
  await job.result();
  expect(own(await job.getLogs())).toEqual(["42 43"]);
  const script =
    "import sys; from ray._private.runtime_env.packaging import get_uri_for_directory as of_folder, get_uri_for_file as of_file; " +
    "print(of_folder(sys.argv[1], True, [])); print(of_file(sys.argv[2]))";
  const { stdout } = await run(liveRay.python, ["-c", script, at("lib"), at("single.py")], { timeout: 100_000 });
  expect(packages.slice(1).map(({ uri }) => uri)).toEqual(stdout.trim().split("\n"));
  expect(answers.flatMap(({ problems }) => problems)).toEqual([]);
});
