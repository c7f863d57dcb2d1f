import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PackageSource, RayCluster, RuntimeEnv } from "@jobwire/core";
import { unzipSync, zipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { expandRuntimeEnv, localPackages, packagingFromEnv, uploadWorkingDir } from "../../src/working-dir.ts";

const folderWith = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-env-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
};

/** A cluster that has no package yet; and its uploads, by name. */
const emptyCluster = (): { readonly cluster: Pick<RayCluster, "packages">; readonly put: Map<string, Uint8Array> } => {
  const put = new Map<string, Uint8Array>();
  const upload = async (given: Uint8Array | PackageSource): ReturnType<RayCluster["packages"]["upload"]> => {
    if (given instanceof Uint8Array) throw new Error("a name is needed");
    const bytes = await given.archive(new AbortController().signal);
    put.set(given.name, bytes);
    return { uri: `gcs://${given.name}`, uploaded: true, bytes: bytes.byteLength };
  };
  return { cluster: { packages: { has: async () => false, upload } }, put };
};
const expand = async (env: RuntimeEnv): Promise<RuntimeEnv> =>
  (await expandRuntimeEnv(emptyCluster().cluster, env)).runtimeEnv;

const requirements = "\n# ours\r\nrequests==2.*\r\n\nnumpy\nrequests==2.*\n--index-url https://host/simple\n\n";
/** As Ray 2.60.0's own client sends that file. */
const lines = ["# ours", "requests==2.*", "", "numpy", "--index-url https://host/simple"];

test("requirements files and a conda environment are sent as Ray's own client sends them", async () => {
  const folder = await folderWith({
    "requirements.txt": requirements,
    "environment.yml": "name: a\ndependencies:\n  - python=3.10\n  - yes\n  - 0o7\n  - pip:\n      - torch\n",
  });
  const file = join(folder, "requirements.txt");
  expect(await expand({ pip: file })).toEqual({ pip: { packages: lines, pip_check: false } });
  expect(await expand({ pip: { packages: file, pip_version: "==1" } })).toEqual({
    pip: { packages: lines, pip_version: "==1" },
  });
  expect(await expand({ uv: file })).toEqual({ uv: { packages: lines, uv_check: false } });
  expect(await expand({ uv: { packages: file } })).toEqual({ uv: { packages: lines } });
  expect(await expand({ conda: join(folder, "environment.yml") })).toEqual({
    conda: { name: "a", dependencies: ["python=3.10", true, "0o7", { pip: ["torch"] }] },
  });
  const given = {
    pip: ["a"],
    conda: "named",
    env_vars: { A: "1" },
    working_dir: "gcs://a.zip",
    py_modules: ["gcs://b.zip"],
  };
  expect(await expand(given)).toEqual(given);
});

test("the lines of an included file replace the line that includes it, relative to its own folder", async () => {
  const folder = await folderWith({
    "requirements.txt": "-r more/base.txt\nlast\n",
    "more/base.txt": "first\n--requirement=../other.txt\n",
    "other.txt": "second",
    "environment.yaml": "dependencies: [pip, {pip: [-r other.txt]}]",
    "turn.txt": "-r turn.txt",
    "local.txt": "a\n-e ./lib\n",
    "constrained.txt": "-c limits.txt\n",
  });
  expect(await expand({ pip: join(folder, "requirements.txt") })).toEqual({
    pip: { packages: ["first", "second", "last"], pip_check: false },
  });
  expect(await expand({ uv: [`-r ${join(folder, "other.txt")}`, "a"] })).toEqual({ uv: ["second", "a"] });
  expect(await expand({ conda: join(folder, "environment.yaml") })).toEqual({
    conda: { dependencies: ["pip", { pip: ["second"] }] },
  });
  await expect(expand({ pip: join(folder, "turn.txt") })).rejects.toThrow("includes itself");
  await expect(expand({ pip: join(folder, "local.txt") })).rejects.toThrow(
    /pip: line 2 of .*local\.txt names a local package/,
  );
  await expect(expand({ pip: join(folder, "constrained.txt") })).rejects.toThrow("a local constraints file");
});

test("invalid values are refused before anything is uploaded, and no value is shown", async () => {
  const folder = await folderWith({
    "main.py": "1",
    "broken.yml": "name: hunter2\n  - : [",
    "list.yml": "- hunter2",
    "deep.yml": `${"&a [".repeat(1)}hunter2]`,
    "text.txt": "hunter2",
  });
  const { cluster, put } = emptyCluster();
  for (const [more, message] of [
    [{ pip: join(folder, "none.txt") }, "cannot be read (ENOENT)"],
    [{ pip: folder }, "is a directory"],
    [{ pip: "/dev/zero" }, "is a device"],
    [{ conda: join(folder, "broken.yml") }, "is not a YAML document"],
    [{ conda: join(folder, "list.yml") }, "is not a YAML document"],
    [{ conda: "/opt/env" }, "runtimeEnv.conda is a path"],
    [{ env_vars: { A: 1 } }, "runtimeEnv.env_vars.A is a number"],
    [{ py_modules: [join(folder, "text.txt")] }, "is neither a folder"],
    [{ py_modules: [join(folder, "lib.tar.bz2")] }, "nor an archive (.zip, .tar.gz, .tgz, .tar.xz)"],
    [{ working_dir: join(folder, "text.txt") }, "is neither a folder nor an archive that Ray unpacks (.zip, "],
    [{ py_modules: [join(folder, "none.py")] }, "cannot be read: ENOENT"],
    [{ excludes: [1] }, "runtimeEnv.excludes[0] must be text"],
  ] as const) {
    const error = await expandRuntimeEnv(cluster, { working_dir: folder, ...more } as RuntimeEnv).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    expect((error as Error).message).toContain(message);
    expect(`${(error as Error).message}${String((error as Error).cause)}`).not.toContain("hunter2");
  }
  await expect(expandRuntimeEnv(cluster, { working_dir: "" })).rejects.toThrow("working_dir is empty");
  expect(put.size).toBe(0);
});

test("a local working_dir and local modules become packages, each with what was left out", async () => {
  const folder = await folderWith({
    "job/main.py": "import lib\n",
    "job/data.csv": "1",
    "job/venv/x": "1",
    "lib/__init__.py": "",
    "lib/data.csv": "1",
    "lib/venv/x": "1",
    "one.py": "import helper\n",
    "a-1.0-py3-none-any.whl": zipSync({ a: new Uint8Array() }),
  });
  const { cluster, put } = emptyCluster();
  const { runtimeEnv, packages } = await expandRuntimeEnv(cluster, {
    working_dir: join(folder, "job"),
    py_modules: [
      join(folder, "lib"),
      "gcs://there.zip",
      join(folder, "one.py"),
      join(folder, "a-1.0-py3-none-any.whl"),
    ],
    excludes: ["*.csv"],
  });
  expect(runtimeEnv).toEqual({
    working_dir: `gcs://${[...put.keys()][0]}`,
    py_modules: [
      `gcs://${[...put.keys()][1]}`,
      "gcs://there.zip",
      `gcs://${[...put.keys()][2]}`,
      "gcs://a-1.0-py3-none-any.whl",
    ],
    excludes: ["*.csv"],
  });
  expect(packages.map(({ field, files, leftOut }) => [field, files, leftOut.map(({ path }) => path)])).toEqual([
    ["working_dir", 1, ["data.csv", "venv/"]],
    ["py_modules[0]", 2, ["data.csv"]],
    ["py_modules[2]", 1, []],
    ["py_modules[3]", null, []],
  ]);
  const [job = new Uint8Array(), lib = new Uint8Array(), one = new Uint8Array()] = [...put.values()];
  // A module is imported by its folder's name, so the archive contains that folder.
  expect([job, lib, one].map((bytes) => Object.keys(unzipSync(bytes)))).toEqual([
    ["main.py"],
    ["lib/__init__.py", "lib/venv/x"],
    ["one.py"],
  ]);
});

test("a module of one file has the same name as in Ray 2.60.0", async () => {
  const folder = await folderWith({ "main.py": "import helper\n" });
  const [found] = await localPackages({ py_modules: [join(folder, "main.py")] });
  expect(found?.source.name).toBe("_ray_pkg_d97acc14debcb127.zip");
});

test("archives are uploaded unchanged, named by their bytes", async () => {
  const folder = await folderWith({
    "a.zip": zipSync({ a: new Uint8Array() }),
    "b.tgz": new Uint8Array([0x1f, 0x8b, 8]),
    "c.tar.xz": new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    "d.zip/main.py": "1",
  });
  const { cluster } = emptyCluster();
  const name = async (path: string): Promise<string> => (await uploadWorkingDir(cluster, join(folder, path))).uri;
  expect(await name("a.zip")).toMatch(/^gcs:\/\/_ray_pkg_[0-9a-f]{40}\.zip$/);
  expect(await name("b.tgz")).toMatch(/^gcs:\/\/_ray_pkg_[0-9a-f]{40}\.tar\.gz$/);
  expect(await name("c.tar.xz")).toMatch(/^gcs:\/\/_ray_pkg_[0-9a-f]{40}\.tar\.xz$/);
  expect(await name("d.zip")).toMatch(/^gcs:\/\/_ray_pkg_[0-9a-f]{16}\.zip$/);
  await chmod(folder, 0o700);
  await expect(uploadWorkingDir(cluster, join(folder, "none.zip"))).rejects.toMatchObject({ reason: "local" });
});

test("the environment decides what Ray's own client would leave out", () => {
  expect(packagingFromEnv({})).toEqual({});
  expect(packagingFromEnv({ RAY_RUNTIME_ENV_IGNORE_GITIGNORE: "1" })).toEqual({ gitignore: false });
  for (const other of ["0", "true", "", " 1"])
    expect(packagingFromEnv({ RAY_RUNTIME_ENV_IGNORE_GITIGNORE: other })).toEqual({});
  const name = "RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES";
  expect(packagingFromEnv({ [name]: "" })).toEqual({ defaultExcludes: [] });
  expect(packagingFromEnv({ [name]: " .git, node_modules ,," })).toEqual({ defaultExcludes: [".git", "node_modules"] });
});
