import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testAtLoad } from "./at-load.ts";
import type { Mutant } from "./mutants.ts";
import { type Outcome, type Progress, readProgress } from "./progress.ts";
import { runVitest } from "./vitest-run.ts";

/** A mutant with what the tests made of it. */
export interface TestedMutant extends Mutant {
  readonly outcome: Outcome;
}

const stuckAfterMs = 15_000;
/** A test file that leaves something behind again and again would otherwise start vitest without end. */
const maxStarts = 200;

const isUnder = (name: string, path: string): boolean => path === "" || name === path || name.startsWith(`${path}/`);

const testFilesIn = (folder: string, paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  readdirSync(join(folder, "test"), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".test.ts") && paths.some((path) => isUnder(name, path)))
    .map((name) => `test/${name}`);

/** Runs the tests with each mutant that they reach while they run, until every test file is done. */
const testWhileRunning = async (
  folder: string,
  progressFile: string,
  given: Readonly<Record<string, string>>,
  testFiles: ReadonlyArray<string>,
  maxTestMs: number,
): Promise<Progress> => {
  const env = { ...given, MUTATION_MAX_TEST_MS: String(maxTestMs) };
  for (let start = 0; start < maxStarts; start += 1) {
    const before = readProgress(progressFile);
    const files = testFiles.filter((file) => !before.done.has(`${file} in pass ${maxTestMs}`));
    if (files.length === 0) return before;
    let steps = before.steps;
    let lastStepAt = performance.now();
    const isStuck = (): boolean => {
      const now = readProgress(progressFile);
      if (now.steps !== steps) {
        steps = now.steps;
        lastStepAt = performance.now();
      }
      return now.unfinished !== undefined && performance.now() - lastStepAt > stuckAfterMs;
    };
    const { ended, output } = await runVitest(folder, { files, env, isStuck });
    const after = readProgress(progressFile);
    if (after.unfinished !== undefined) appendFileSync(progressFile, `timeout\t${after.unfinished}\n`);
    else if (after.steps === before.steps) {
      throw new Error(`vitest ran no test of ${files.join(", ")} (${ended}). Its output:\n${output}`);
    } else if (ended === "failed" && after.killed.size === before.killed.size) {
      throw new Error(`A test fails without a mutant. Repair it first. Output of vitest:\n${output}`);
    }
  }
  throw new Error(
    `Not every test file came to its end in ${maxStarts} runs of vitest. Its progress is in ${progressFile}.`,
  );
};

/** What to test, and with which tests. */
export interface MutantTest {
  /** Folder of the copy of core. */
  readonly folder: string;
  readonly mutants: ReadonlyArray<Mutant>;
  /** All mutants of the copy, also those that are not tested. */
  readonly all: ReadonlyArray<Mutant>;
  /** Files and folders below test/ whose tests run; `""` for all. */
  readonly tests: ReadonlyArray<string>;
  /** Whether mutants that act while a module loads are tested too. */
  readonly atLoad: boolean;
  /** Tests that take longer, in milliseconds, run without mutants only. */
  readonly maxTestMs: number;
  readonly report: (line: string) => void;
}

/** Tests every mutant and reports how each ended. */
export const testMutants = async (test: MutantTest): Promise<ReadonlyArray<TestedMutant>> => {
  const { folder, mutants, atLoad, report } = test;
  const progressFile = join(folder, "progress.tsv");
  const idsFile = join(folder, "ids.txt");
  writeFileSync(progressFile, "");
  writeFileSync(idsFile, mutants.map(({ id }) => id).join(","));
  const testFiles = testFilesIn(folder, test.tests);
  report(`${mutants.length} mutants, ${testFiles.length} test files`);
  const ticker = setInterval(() => {
    const { killed, timeout, steps } = readProgress(progressFile);
    report(`${killed.size + timeout.size} mutants killed, ${steps} steps`);
  }, 30_000);
  const env = { MUTATION_PROGRESS: progressFile, MUTATION_IDS: idsFile };
  try {
    // The quickest tests kill most mutants, so few mutants meet the slow ones.
    for (const maxMs of [5, 40]) {
      await testWhileRunning(folder, progressFile, env, testFiles, maxMs);
      report(`the tests below ${maxMs} ms are done`);
    }
    const running = await testWhileRunning(folder, progressFile, env, testFiles, test.maxTestMs);
    const alive = mutants.filter(({ id }) => !running.killed.has(id) && !running.timeout.has(id));
    const loading = alive.filter(({ id }) => running.loadedBy.has(id));
    report(`${alive.length} mutants live, ${loading.length} of them act while a module loads`);
    if (atLoad) await testAtLoad(folder, progressFile, env, loading, test.all);
  } finally {
    clearInterval(ticker);
  }
  const progress = readProgress(progressFile);
  return mutants.map((mutant) => {
    const { id } = mutant;
    const reached = progress.reachedBy.has(id) || progress.loadedBy.has(id);
    const alive: Outcome = reached ? "survived" : "without coverage";
    const outcome = progress.timeout.has(id) ? "timeout" : progress.killed.has(id) ? "killed" : alive;
    return { ...mutant, outcome };
  });
};
