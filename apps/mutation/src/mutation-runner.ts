/**
 * A runner for vitest that runs each test once as it is, to learn which mutants it reaches, and then again with each of those
 * mutants switched on. A test file loads once for all of them: loading it again for each mutant takes longer than its tests.
 *
 * It runs inside the copy of packages/core. Every step goes to the progress file at once, because a mutant can stop the process.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from "vitest";

/** What the instrumented code reads and writes, under the name that Stryker's instrumenter uses. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const global = globalThis as { __stryker__?: Switchboard };
global.__stryker__ ??= {};
const board = global.__stryker__;
const progressFile = process.env["MUTATION_PROGRESS"] ?? "";
const wanted = new Set(readFileSync(process.env["MUTATION_IDS"] ?? "", "utf8").split(","));
/** Tests that take longer than this run with no mutant: the next pass runs them, when quicker tests have killed most mutants. */
const maxTestMs = Number(process.env["MUTATION_MAX_TEST_MS"]);
/** The mutant that acts while the modules of a test file load, if the file is one that at-load.ts wrote. */
const atLoadIn = (file: string): string | undefined => /at-load\/(\d+)\.test\.ts$/.exec(file)?.[1];

const note = (...words: ReadonlyArray<string>): void => appendFileSync(progressFile, `${words.join("\t")}\n`);

const noted = (): ReadonlyArray<ReadonlyArray<string>> =>
  readFileSync(progressFile, "utf8")
    .split("\n")
    .map((line) => line.split("\t"));

const killed = new Set<string>();
const survivedTests = new Set<string>();
for (const [step, mutant = "", test = ""] of noted()) {
  if (step === "killed" || step === "timeout") killed.add(mutant);
  if (step === "passed") survivedTests.add(`${mutant}\t${test}`);
}

const nameOf = (test: RunnerTestCase): string => (test.fullTestName ?? test.name).replace(/\s+/g, " ");

type Outcome = "passed" | "killed" | "timeout";

/** Runs `test` and reports how it ended. A test that runs longer than `limitMs` counts as `timeout`. */
const outcomeOf = async (test: () => unknown, limitMs: number): Promise<Outcome> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve("timeout"), limitMs);
  });
  const ended = (async (): Promise<Outcome> => {
    try {
      await test();
      return "passed";
    } catch (error) {
      return /Hit count limit reached/.test(String(error)) ? "timeout" : "killed";
    }
  })();
  const outcome = await Promise.race([ended, late]);
  clearTimeout(timer);
  return outcome;
};

export default class MutationRunner extends TestRunner {
  /** A test failed without a mutant after a mutant had run, so a mutant left something behind: the file loads afresh. */
  #polluted = false;
  /** Mutants that acted before the first test of the file ran. */
  #atLoad: ReadonlyArray<string> | undefined;

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    const atLoad = atLoadIn(test.file.filepath);
    if (atLoad !== undefined) return this.#runAtLoad(atLoad, test, run);
    if (this.#polluted) return;
    this.#atLoad ??= Object.keys(board.mutantCoverage?.static ?? {});
    const name = `${relative(process.cwd(), test.file.filepath)} > ${nameOf(test)}`;
    board.activeMutant = undefined;
    board.currentTestId = name;
    const began = performance.now();
    await run();
    const tookMs = performance.now() - began;
    // Code that runs from now on, with mutants or left over from a test, is no coverage of this test and none of the module's loading.
    board.currentTestId = "with mutants";
    const reached = board.mutantCoverage?.perTest[name] ?? {};
    note("reached", String(Math.round(tookMs)), name, Object.keys(reached).join(","));
    if (tookMs > maxTestMs) return;
    for (const [mutant, hits] of Object.entries(reached)) {
      if (!wanted.has(mutant) || killed.has(mutant) || survivedTests.has(`${mutant}\t${name}`)) continue;
      note("started", mutant, name);
      board.activeMutant = mutant;
      board.hitCount = 0;
      board.hitLimit = hits * 50 + 500;
      const outcome = await outcomeOf(run, Math.max(1500, tookMs * 8));
      board.activeMutant = undefined;
      note(outcome, mutant, name);
      if (outcome === "passed") continue;
      killed.add(mutant);
      if ((await outcomeOf(run, Math.max(10_000, tookMs * 10))) !== "passed") {
        this.#polluted = true;
        note("polluted", mutant, name);
        return;
      }
    }
  }

  /** Runs a test whose modules loaded with `mutant` switched on, if it reaches the file of the mutant. */
  async #runAtLoad(mutant: string, test: RunnerTestCase, run: () => unknown): Promise<void> {
    const { tests } = (globalThis as { atLoad?: { readonly tests: ReadonlyArray<string> } }).atLoad ?? { tests: [] };
    const name = nameOf(test);
    if (name === "the wrapper ends") return void (await run());
    if (killed.has(mutant) || !tests.includes(name)) return;
    note("started", mutant, name);
    board.activeMutant = mutant;
    board.hitCount = 0;
    board.hitLimit = 1_000_000;
    const outcome = await outcomeOf(run, 5000);
    note(outcome, mutant, name);
    if (outcome !== "passed") killed.add(mutant);
  }

  override onAfterRunFiles(files: Array<RunnerTestFile>): void {
    super.onAfterRunFiles(files);
    for (const file of files) {
      if (atLoadIn(file.filepath) !== undefined) continue;
      const name = relative(process.cwd(), file.filepath);
      note("loaded", "", name, (this.#atLoad ?? []).join(","));
      if (!this.#polluted) note("done", "", `${name} in pass ${maxTestMs}`);
    }
  }
}
