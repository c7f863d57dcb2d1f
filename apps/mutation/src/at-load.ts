import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./mutants.ts";
import { type Progress, readProgress } from "./progress.ts";
import { runVitest } from "./vitest-run.ts";

/** A mutant that acts while a module loads, and the tests that may notice it. */
interface AtLoad {
  readonly mutant: Mutant;
  readonly testFiles: ReadonlyArray<string>;
  /** Without their file. */
  readonly tests: ReadonlyArray<string>;
}

/**
 * Chooses the tests for a mutant of a constant: those that reach other mutants of its source file, or all that load it when no
 * test does. A constant that other files alone read may then count as survived although a test would fail: never the reverse.
 */
const testsFor = (mutant: Mutant, all: ReadonlyArray<Mutant>, progress: Progress): AtLoad => {
  const reaching = new Set(
    all.filter(({ file }) => file === mutant.file).flatMap(({ id }) => progress.reachedBy.get(id) ?? []),
  );
  const loading = new Set(progress.loadedBy.get(mutant.id));
  const names = reaching.size > 0 ? reaching : new Set([...progress.reachedBy.values()].flat());
  const parts = [...names]
    .map((name) => name.split(" > "))
    .map(([file = "", ...rest]) => ({ file, test: rest.join(" > ") }))
    .filter(({ file }) => loading.has(file));
  return {
    mutant,
    testFiles: [...new Set(parts.map(({ file }) => file))],
    tests: [...new Set(parts.map(({ test }) => test))],
  };
};

/** A test file that switches the mutant on and then loads the tests afresh. Vitest keeps effect and other packages loaded. */
const wrapper = ({ mutant, testFiles, tests }: AtLoad, progressFile: string): string => `
import { appendFileSync } from "node:fs";
import { it, vi } from "vitest";
globalThis.atLoad = ${JSON.stringify({ tests })};
vi.resetModules();
globalThis.__stryker__.activeMutant = "${mutant.id}";
globalThis.__stryker__.hitCount = undefined;
try {
${testFiles.map((file) => `  await import(${JSON.stringify(`../${file.replace("test/", "")}`)});`).join("\n")}
} catch {
  appendFileSync(${JSON.stringify(progressFile)}, "killed\t${mutant.id}\twhile it loads\\n");
}
it("the wrapper ends", () => appendFileSync(${JSON.stringify(progressFile)}, "done\t\tat-load/${mutant.id}\\n"));
`;

/** Runs the tests with each of `mutants` switched on before any module loads. The outcomes are in the progress file afterwards. */
export const testAtLoad = async (
  folder: string,
  progressFile: string,
  env: Readonly<Record<string, string>>,
  mutants: ReadonlyArray<Mutant>,
  all: ReadonlyArray<Mutant>,
): Promise<void> => {
  const before = readProgress(progressFile);
  const wrappers = join(folder, "test/at-load");
  let left = mutants.map((mutant) => testsFor(mutant, all, before));
  while (left.length > 0) {
    rmSync(wrappers, { recursive: true, force: true });
    mkdirSync(wrappers);
    // Not too many at once: the loaded modules of earlier ones stay in memory.
    for (const one of left.slice(0, 100)) {
      writeFileSync(join(wrappers, `${one.mutant.id}.test.ts`), wrapper(one, progressFile));
    }
    let { steps } = readProgress(progressFile);
    let lastStepAt = performance.now();
    const isStuck = (): boolean => {
      const now = readProgress(progressFile);
      if (now.steps !== steps) {
        steps = now.steps;
        lastStepAt = performance.now();
      }
      return performance.now() - lastStepAt > 20_000;
    };
    const { output } = await runVitest(folder, { files: ["test/at-load"], args: ["--isolate=false"], env, isStuck });
    const after = readProgress(progressFile);
    if (after.unfinished !== undefined) appendFileSync(progressFile, `timeout\t${after.unfinished}\n`);
    const ended = (id: string): boolean =>
      after.done.has(`at-load/${id}`) || after.killed.has(id) || after.timeout.has(id) || after.unfinished === id;
    const next = left.filter(({ mutant }) => !ended(mutant.id));
    if (next.length === left.length) throw new Error(`vitest tested no mutant at load. Its output:\n${output}`);
    left = next;
  }
};
