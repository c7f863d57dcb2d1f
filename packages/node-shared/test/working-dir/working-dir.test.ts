import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { workingDirPackage } from "../../src/working-dir.ts";
import { folderEntries } from "../../src/working-dir/folder-entries.ts";
import { zipFolder } from "../../src/working-dir/zip-folder.ts";

/** A folder with these files, and nothing else. */
const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-wd-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
};

const ignored = "*.log\n!keep.log\nbuild/\n!build/keep\nout/\n!out/**\nbin\n!bin/\n/data\n# c\n\\#hash\nfoo/**/bar\n";

/** All the hard cases for rules, links, names and empty folders. */
const hardFolder = async (): Promise<string> => {
  const folder = await folderWith({
    ".gitignore": ignored,
    "main.py": "import helper\n",
    "pkg/mod.py": "x\n",
    "pkg/sub/deep.log": "s\n",
    "pkg/sub/keep.log": "keep\n",
    "pkg/.rayignore": "secret*\n",
    "pkg/secret.txt": "sec\n",
    "secret.txt": "sec\n",
    "build/a.txt": "b\n",
    "build/keep/k.txt": "k\n",
    "out/x/o": "1\n",
    "bin/y/b": "2\n",
    "data/d.csv": "d\n",
    ".git/config": "g\n",
    "#hash": "#\n",
    "foo/a/b/bar/q": "q\n",
    "Big.LOG": "big\n",
    "유니 코드/é.txt": "u\n",
    ".cache/.gitignore": "*\n",
    ".cache/v/x": "x\n",
  });
  await mkdir(join(folder, "empty"));
  await symlink("main.py", join(folder, "link.py"));
  await symlink("pkg", join(folder, "linkdir"));
  return folder;
};

const packed = async (folder: string, excludes: ReadonlyArray<string> = []): Promise<ReadonlyArray<string>> => {
  const source = await workingDirPackage(folder, { excludes });
  return Object.keys(unzipSync(await source.archive(new AbortController().signal)));
};

test.each([
  // The names come from Ray 2.60.0 itself, `get_uri_for_directory` with its default excludes and these.
  [[], "_ray_pkg_e3f771a221ca252c.zip"],
  [["Big*", "유니*"], "_ray_pkg_121a025cd948fed9.zip"],
  [["pkg/sub/", "*.py", "!main.py"], "_ray_pkg_7f845542d31e6a23.zip"],
])("a folder without %j has the same name as in Ray", async (excludes, name) => {
  expect((await workingDirPackage(await hardFolder(), { excludes })).name).toBe(name);
});

test("packs the same entries as Ray", async () => {
  expect(await packed(await hardFolder())).toEqual([
    ".gitignore",
    "Big.LOG",
    "empty/",
    "link.py",
    "linkdir/.rayignore",
    "linkdir/mod.py",
    "linkdir/sub/keep.log",
    "main.py",
    "out/x/o",
    "pkg/.rayignore",
    "pkg/mod.py",
    "pkg/sub/keep.log",
    "secret.txt",
    "유니 코드/é.txt",
  ]);
});

test.each([
  // These names also come from Ray 2.60.0.
  ["RAY_RUNTIME_ENV_IGNORE_GITIGNORE", { gitignore: false }, "_ray_pkg_52e28f8bec7e2c2e.zip"],
  ["empty default excludes", { defaultExcludes: false }, "_ray_pkg_d62da293e99eab05.zip"],
])("with %s the name is also Ray's", async (_what, options, name) => {
  expect((await workingDirPackage(await hardFolder(), options)).name).toBe(name);
});

test("left-out entries are listed with the rule and its source", async () => {
  const { leftOut, paths } = await workingDirPackage(await hardFolder(), { excludes: ["Big*"] });
  expect(leftOut).toEqual([
    { path: "#hash", rule: "\\#hash", from: ".gitignore" },
    { path: ".cache/", rule: "*", from: ".cache/.gitignore" },
    { path: ".git/", rule: ".git", from: "default excludes" },
    { path: "Big.LOG", rule: "Big*", from: "excludes" },
    { path: "bin/", rule: "bin", from: ".gitignore" },
    // Ray's rules with a slash at the end leave out the content of the folder.
    { path: "build/a.txt", rule: "build/", from: ".gitignore" },
    { path: "build/keep/k.txt", rule: "build/", from: ".gitignore" },
    { path: "data/", rule: "/data", from: ".gitignore" },
    { path: "foo/a/b/bar/", rule: "foo/**/bar", from: ".gitignore" },
    { path: "linkdir/secret.txt", rule: "secret*", from: "linkdir/.rayignore" },
    { path: "linkdir/sub/deep.log", rule: "*.log", from: ".gitignore" },
    { path: "pkg/secret.txt", rule: "secret*", from: "pkg/.rayignore" },
    { path: "pkg/sub/deep.log", rule: "*.log", from: ".gitignore" },
  ]);
  expect(paths).toContain("empty/");
  expect(paths).toContain("pkg/mod.py");
});

test("rules can be disabled", async () => {
  const folder = await folderWith({ ".gitignore": "a", a: "1", "venv/b": "2" });
  const source = await workingDirPackage(folder, { gitignore: false, defaultExcludes: false });
  expect([source.files, source.fileBytes]).toEqual([3, 3]);
  expect((await workingDirPackage(folder)).files).toBe(1);
});

test("the same content has the same name and bytes, other content another name", async () => {
  const files = { "main.py": "print(1)\n", "lib/a.py": "a", "data.bin": "\0".repeat(200_000) };
  const [one, two] = [await folderWith(files), await folderWith(files)];
  await utimes(join(two, "main.py"), 1, 1);
  const bytes = async (folder: string): Promise<Uint8Array> =>
    (await workingDirPackage(folder)).archive(new AbortController().signal);
  expect(Buffer.compare(await bytes(one), await bytes(two))).toBe(0);
  const { name } = await workingDirPackage(one);
  expect((await workingDirPackage(two)).name).toBe(name);
  await writeFile(join(two, "lib/a.py"), "b");
  expect((await workingDirPackage(two)).name).not.toBe(name);
  // The first entry's time and date in its own header: midnight of 1980-01-01, whatever the time zone.
  expect([...(await bytes(one)).subarray(10, 14)]).toEqual([0, 0, 0x21, 0]);
  expect(Object.values(unzipSync(await bytes(one))).map(({ byteLength }) => byteLength)).toEqual([200_000, 1, 9]);
});

test("a folder that changes between its naming and its packing is refused", async () => {
  const folder = await folderWith({ "main.py": "1" });
  const source = await workingDirPackage(folder);
  await writeFile(join(folder, "main.py"), "2");
  await expect(source.archive(new AbortController().signal)).rejects.toMatchObject({
    _tag: "Conflict",
    reason: "changed",
  });
});

test("a folder that is too large is refused while it is packed", async () => {
  const folder = await folderWith({ noise: Array.from({ length: 9000 }, (_, n) => Math.sin(n)).join("") });
  const { entries } = await folderEntries(folder, { excludes: [], gitignore: true });
  await expect(zipFolder(entries, { maxBytes: 10_000 })).rejects.toMatchObject({
    _tag: "InvalidRequest",
    message: expect.stringContaining("10000 bytes") as string,
  });
  const label = "working_dir /job";
  await expect(zipFolder(entries, { maxBytes: 10_000, label, largest: () => "a/ (9 MiB)" })).rejects.toThrow(
    /^working_dir \/job packs to more than .*\. The largest before packing: a\/ \(9 MiB\)\. Leave files out with excludes \(--exclude\)/,
  );
  expect((await zipFolder(entries, { maxBytes: 10_000_000 })).bytes.byteLength).toBeGreaterThan(10_000);
});

test("a file has one of two modes: executable or not", async () => {
  const folder = await folderWith({ "a.sh": "true\n", "b.txt": "x" });
  await chmod(join(folder, "a.sh"), 0o711);
  await chmod(join(folder, "b.txt"), 0o600);
  const bytes = Buffer.from(await (await workingDirPackage(folder)).archive(new AbortController().signal));
  // Of each entry of the archive's directory: made by Unix, and the mode in the upper half of its attributes.
  const modes = [];
  for (let at = bytes.indexOf("PK\u0001\u0002"); at >= 0; at = bytes.indexOf("PK\u0001\u0002", at + 1)) {
    modes.push([bytes[at + 5], bytes.readUInt32LE(at + 38) >>> 16]);
  }
  expect(modes).toEqual([
    [3, 0o100_755],
    [3, 0o100_644],
  ]);
});

test("a path that is not a folder, a link into itself and an abort are refused", async () => {
  const folder = await folderWith({ "a/b": "1" });
  const refused = { _tag: "InvalidRequest", reason: "local" };
  await expect(workingDirPackage(join(folder, "none"))).rejects.toMatchObject(refused);
  await expect(workingDirPackage(join(folder, "a/b"))).rejects.toMatchObject(refused);
  await expect(workingDirPackage(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    _tag: "Aborted",
    reason: "signal",
  });
  await symlink("..", join(folder, "a/up"));
  await expect(workingDirPackage(folder)).rejects.toMatchObject(refused);
});
