import { readFileSync } from "node:fs";

/** How a mutant ended: a test failed, a test ran out of time, every test passed, or no test reached it. */
export type Outcome = "killed" | "timeout" | "survived" | "without coverage";

/** The content of mutation-runner.ts's progress file so far. */
export interface Progress {
  readonly killed: ReadonlySet<string>;
  readonly timeout: ReadonlySet<string>;
  /** For each mutant that tests reach while they run, the names of these tests: `FILE > NAME`. */
  readonly reachedBy: ReadonlyMap<string, ReadonlyArray<string>>;
  /** For each mutant that runs while a module loads, the test files that load it. */
  readonly loadedBy: ReadonlyMap<string, ReadonlyArray<string>>;
  /** Test files that ran to their end: `FILE in pass N`. */
  readonly done: ReadonlySet<string>;
  /** The mutant that ran last, if it has not ended. */
  readonly unfinished: string | undefined;
  readonly steps: number;
}

/** Reads a progress file. */
export const readProgress = (file: string): Progress => {
  const killed = new Set<string>();
  const timeout = new Set<string>();
  const reachedBy = new Map<string, Array<string>>();
  const loadedBy = new Map<string, Array<string>>();
  const add = (map: Map<string, Array<string>>, ids: string, name: string): void => {
    for (const id of ids.split(",")) {
      const names = map.get(id);
      if (names === undefined) map.set(id, [name]);
      else if (!names.includes(name)) names.push(name);
    }
  };
  const done = new Set<string>();
  let unfinished: string | undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  for (const line of lines) {
    const [step, mutant = "", name = "", ids = ""] = line.split("\t");
    if (step === "started") unfinished = mutant;
    if (step === "passed" || step === "killed" || step === "timeout") unfinished = undefined;
    if (step === "killed") killed.add(mutant);
    if (step === "timeout") timeout.add(mutant);
    if (step === "done") done.add(name);
    if (step === "reached") add(reachedBy, ids, name);
    if (step === "loaded") add(loadedBy, ids, name);
  }
  return { killed, timeout, reachedBy, loadedBy, done, unfinished, steps: lines.length };
};
