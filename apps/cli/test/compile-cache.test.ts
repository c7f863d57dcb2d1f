import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type CacheOwner, compileCacheFolder } from "../src/compile-cache.ts";
import { runCli } from "./run-cli.ts";

const user = process.geteuid?.() ?? 0;
const folder = (): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "jobwire-cache-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
const owner = (home: string, more: Partial<CacheOwner> = {}): CacheOwner => ({
  environment: {},
  platform: "linux",
  home,
  user,
  ...more,
});
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("keeps compiled code in the user's cache directory, for the user alone", () => {
  const home = folder();
  const path = compileCacheFolder(owner(home));
  expect(path).toBe(join(home, ".cache/jobwire/compiled"));
  for (const made of [".cache", ".cache/jobwire", ".cache/jobwire/compiled"])
    expect(modeOf(join(home, made))).toBe(0o700);
  expect(compileCacheFolder(owner(home))).toBe(path);
  expect(compileCacheFolder(owner(home, { platform: "darwin" }))).toBe(join(home, "Library/Caches/jobwire/compiled"));
  const named = join(home, "elsewhere");
  expect(compileCacheFolder(owner(home, { environment: { XDG_CACHE_HOME: named } }))).toBe(
    join(named, "jobwire/compiled"),
  );
});

test.each([
  ["the folder can be written by others", (home: string) => chmodSync(join(home, ".cache/jobwire/compiled"), 0o770)],
  ["the folder can be read by others", (home: string) => chmodSync(join(home, ".cache/jobwire/compiled"), 0o750)],
  ["the folder above it can be written by others", (home: string) => chmodSync(join(home, ".cache/jobwire"), 0o777)],
  ["the cache directory can be written by others", (home: string) => chmodSync(join(home, ".cache"), 0o777)],
  ["a folder far above can be written by others", (home: string) => chmodSync(home, 0o777)],
  [
    "the folder is a link",
    (home: string) => {
      rmSync(join(home, ".cache/jobwire/compiled"), { recursive: true });
      mkdirSync(join(home, "planted"), { mode: 0o700 });
      symlinkSync(join(home, "planted"), join(home, ".cache/jobwire/compiled"));
    },
  ],
  [
    "the folder above it is a link",
    (home: string) => {
      rmSync(join(home, ".cache/jobwire"), { recursive: true });
      mkdirSync(join(home, "planted"), { mode: 0o700 });
      symlinkSync(join(home, "planted"), join(home, ".cache/jobwire"));
    },
  ],
])("keeps nothing when %s", (_case, spoil) => {
  const home = folder();
  compileCacheFolder(owner(home));
  spoil(home);
  expect(compileCacheFolder(owner(home))).toBeUndefined();
});

test.runIf(user === 0)("keeps nothing in a folder that another user owns, at any level", () => {
  for (const path of [".cache/jobwire/compiled", ".cache/jobwire", ".cache", "."]) {
    const home = folder();
    compileCacheFolder(owner(home));
    chownSync(join(home, path), 4711, 4711);
    expect(compileCacheFolder(owner(home))).toBeUndefined();
  }
});

test("keeps nothing without a home, in a relative directory, or where it cannot make a folder", () => {
  expect(compileCacheFolder(owner(""))).toBeUndefined();
  expect(compileCacheFolder(owner("/", { environment: { XDG_CACHE_HOME: "cache" } }))).toBeUndefined();
  expect(compileCacheFolder(owner("/dev/null"))).toBeUndefined();
});

test("the command leaves nothing in the temporary directory", async () => {
  const [home, temporary] = [folder(), folder()];
  const env = { HOME: home, TMPDIR: temporary };
  expect((await runCli(["ray", "--help"], { env })).code).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(join(home, ".cache/jobwire/compiled"))).not.toEqual([]);
  const other = folder();
  expect(
    (await runCli(["ray", "--help"], { env: { ...env, HOME: other, NODE_DISABLE_COMPILE_CACHE: "1" } })).code,
  ).toBe(0);
  expect(existsSync(join(other, ".cache"))).toBe(false);
});
