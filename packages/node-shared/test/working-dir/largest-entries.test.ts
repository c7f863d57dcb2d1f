import { writeFile, mkdir, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomFillSync } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { workingDirPackage } from "../../src/working-dir.ts";
import { largestEntries } from "../../src/working-dir/largest-entries.ts";

const MiB = 1_048_576;
const files = (sizes: Readonly<Record<string, number>>) =>
  Object.entries(sizes).map(([path, size]) => ({ path, bytes: Math.round(size * MiB) }));

test.each([
  [{ "a.bin": 2, "b.bin": 1, "main.py": 0.001 }, "a.bin (2.0 MiB), b.bin (1.0 MiB), main.py (2 KiB)"],
  // A folder counts with all that it holds.
  [{ "data/1": 1, "data/2": 1, "data/deep/3": 1, "model.bin": 2 }, "data/ (3.0 MiB), model.bin (2.0 MiB)"],
  // Where one entry has nearly everything, it is named in place of the folders above it.
  [
    { "a/b/c/huge.bin": 99, "a/b/x": 1, "main.py": 1, y: 30 },
    "a/b/c/huge.bin (99.0 MiB), y (30.0 MiB), main.py (1.0 MiB)",
  ],
  [{ "src/a": 2, "src/b": 1, "src/c": 0 }, "src/a (2.0 MiB), src/b (1.0 MiB), src/c (0 KiB)"],
  [{ "only/one.bin": 5 }, "only/one.bin (5.0 MiB)"],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, "g (7.0 MiB), f (6.0 MiB), e (5.0 MiB), d (4.0 MiB), c (3.0 MiB)"],
  [{ "\u001b[31mred\n": 1, "__proto__/x": 2 }, "__proto__/x (2.0 MiB), \\x1b[31mred\\n (1.0 MiB)"],
])("the largest of %o", (sizes, text) => {
  expect(largestEntries(files(sizes))).toBe(text);
});

test("a folder above 100 MiB names its largest entries before anything is sent", { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-large-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "data"));
  const noise = randomFillSync(new Uint8Array(60 * MiB));
  await writeFile(join(folder, "data/one.bin"), noise);
  await writeFile(join(folder, "two.bin"), noise.subarray(0, 50 * MiB));
  await writeFile(join(folder, "main.py"), "print(1)\n");
  // Large, but nothing when packed.
  await writeFile(join(folder, "zeros"), "");
  await truncate(join(folder, "zeros"), 70 * MiB);
  const source = await workingDirPackage(folder);
  await expect(source.archive(new AbortController().signal)).rejects.toMatchObject({
    _tag: "InvalidRequest",
    reason: "local",
    message: `working_dir ${folder} packs to more than the 104857600 bytes (100 MiB) that Ray accepts. The largest before packing: zeros (70.0 MiB), data/one.bin (60.0 MiB), two.bin (50.0 MiB), main.py (1 KiB). Leave files out with excludes (--exclude) or a .rayignore file, or put them where the cluster can read them`,
  });
});
