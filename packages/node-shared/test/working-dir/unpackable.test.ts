import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { workingDirPackage } from "../../src/working-dir.ts";

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "jw-odd-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  await writeFile(join(path, "main.py"), "1");
  return path;
};

test.each([
  [
    "a name that is not UTF-8",
    '"caf\ufffd.txt" (its name is not UTF-8)',
    "caf*",
    (path: string) => odd(path, [0x63, 0x61, 0x66, 0xe9]),
  ],
  ["a dead link", '"dead" (a link without a target)', "dead", (path: string) => symlink("nowhere", join(path, "dead"))],
  [
    "a link below a file",
    '"dead" (a link without a target)',
    "dead",
    (path: string) => symlink("main.py/x", join(path, "dead")),
  ],
  ["a link in a circle", '"turn" (a link in a loop)', "turn", (path: string) => symlink("turn", join(path, "turn"))],
  [
    "a link to a folder above",
    '"up" (a link to a folder above it)',
    "up",
    (path: string) => symlink(".", join(path, "up")),
  ],
  ["a pipe", '"pipe" (a pipe)', "pipe", async (path: string) => void execFileSync("mkfifo", [join(path, "pipe")])],
  [
    "a link to a pipe",
    '"link" (a link to a pipe)',
    "*",
    async (path: string) => {
      execFileSync("mkfifo", [join(path, "pipe")]);
      await symlink("pipe", join(path, "link"));
    },
  ],
  [
    "a socket",
    '"socket" (a socket)',
    "socket",
    async (path: string) => {
      const server = createServer().listen(join(path, "socket"));
      await new Promise((resolve) => server.once("listening", resolve));
      onTestFinished(() => void server.close());
    },
  ],
])("%s is refused by name, and can be excluded", async (_what, words, rule, make) => {
  const path = await folder();
  await make(path);
  await expect(workingDirPackage(path)).rejects.toMatchObject({
    _tag: "InvalidRequest",
    reason: "local",
    message: expect.stringContaining(words) as string,
  });
  expect((await workingDirPackage(path, { excludes: [rule, "!main.py"] })).leftOut.map(({ from }) => from)).toContain(
    "excludes",
  );
});

/** Makes a file by a shell, since Deno takes the bytes of a path for text. */
const odd = async (path: string, name: ReadonlyArray<number>): Promise<void> => {
  const escapes = name.map((byte) => `\\${byte.toString(8)}`).join("");
  execFileSync("sh", ["-c", `printf x > "$(printf '${escapes}').txt"`], { cwd: path });
};

test("a name with a real U+FFFD is packed, unless an invalid name looks the same", async () => {
  const path = await folder();
  await writeFile(join(path, "caf\ufffd.txt"), "x");
  expect((await workingDirPackage(path)).paths).toContain("caf\ufffd.txt");
  await odd(path, [0x63, 0x61, 0x66, 0xe9]);
  await expect(workingDirPackage(path)).rejects.toThrow("its name is not UTF-8");
});

test("all entries that cannot be packed are named at once, up to ten", async () => {
  const path = await folder();
  for (let n = 10; n < 23; n++) await symlink("nowhere", join(path, `dead\u001b${n}`));
  const error = await workingDirPackage(path).catch((reason: unknown) => reason as Error);
  expect((error as Error).message).toContain('"dead\\x1b10" (a link without a target), "dead\\x1b11"');
  expect((error as Error).message).toContain("and 3 more. Exclude them");
});

test("a link out of the folder is packed only with followLinks", async () => {
  const [path, other] = [await folder(), await folder()];
  await mkdir(join(other, "lib"));
  await writeFile(join(other, "lib/a.py"), "a");
  await symlink(join(other, "lib"), join(path, "lib"));
  await symlink("../etc", join(path, "not-there"));
  await rm(join(path, "not-there"));
  await expect(workingDirPackage(path)).rejects.toThrow(/"lib" \(a link out of the folder, to .*\/lib\).*followLinks/);
  expect((await workingDirPackage(path, { followLinks: true })).paths).toEqual(["lib/a.py", "main.py"]);
  // The folder itself may be a link.
  const alias = `${other}-alias`;
  await symlink(other, alias);
  onTestFinished(() => rm(alias));
  expect((await workingDirPackage(alias)).files).toBe(2);
});

test("a pipe or a folder named .gitignore is not a file of rules and blocks nothing", async () => {
  const path = await folder();
  execFileSync("mkfifo", [join(path, ".gitignore")]);
  await mkdir(join(path, "sub/.rayignore"), { recursive: true });
  await expect(workingDirPackage(path)).rejects.toThrow('".gitignore" (a pipe)');
  expect((await workingDirPackage(path, { excludes: [".gitignore"] })).paths).toEqual(["main.py", "sub/.rayignore/"]);
});

test("a file that cannot be opened is named", async () => {
  const path = await folder();
  // As root every file can be read, so the test removes the file after its folder was listed.
  const reading = workingDirPackage(path, { onRead: () => undefined });
  await rm(join(path, "main.py"));
  const result = await reading.catch((error: unknown) => error as Error);
  if (result instanceof Error) expect(result.message).toContain("main.py");
});
