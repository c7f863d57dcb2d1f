/** Counts the mutants of packages/core that its tests kill. See README.md. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyCore } from "./copy-core.ts";
import { matchEquivalents, readEquivalents } from "./equivalents.ts";
import { putMutantsIn } from "./mutants.ts";
import { help, readOptions } from "./options.ts";
import { shareKilled, survivorLine, table } from "./report.ts";
import { repository } from "./repository.ts";
import { sample } from "./sample.ts";
import { sourceFiles } from "./source-files.ts";
import { type TestedMutant, testMutants } from "./test-mutants.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const options = readOptions(process.argv.slice(2));
if (options === undefined) {
  process.stdout.write(help);
  process.exit(0);
}

const files = sourceFiles(options.targets, options.changed);
const equivalents = readEquivalents(join(repository, "apps/mutation/equivalent.json"));
const tested: Array<TestedMutant> = [];
const byId = new Map<string, (typeof equivalents)[number]>();
const faults: Array<string> = [];

// One top folder after the other: its own tests know it best, and few tests run with each mutant.
for (const top of new Set(files.map((file) => file.split("/")[0] ?? ""))) {
  await using copy = await copyCore();
  const own = files.filter((file) => file.split("/")[0] === top);
  const all = await putMutantsIn(join(copy.folder, "src"), own);
  const matched = matchEquivalents(equivalents, all, new Set(own));
  faults.push(...matched.faults);
  const share = options.sample === undefined ? undefined : Math.ceil((options.sample * own.length) / files.length);
  const mutants = share === undefined ? all : sample(all, share, options.seed);
  const hasOwnTests = existsSync(join(copy.folder, "test", top));
  const results = await testMutants({
    folder: copy.folder,
    mutants,
    all,
    tests: options.tests.length > 0 ? options.tests : options.wholeSuite || !hasOwnTests ? [""] : [top],
    atLoad: options.atLoad,
    maxTestMs: options.maxTestMs,
    report: (line) => process.stderr.write(`${top}: ${line}\n`),
  });
  for (const mutant of results) {
    const id = `${top}:${mutant.id}`;
    const entry = matched.byId.get(mutant.id);
    tested.push({ ...mutant, id });
    if (entry !== undefined) byId.set(id, entry);
    if (entry !== undefined && (mutant.outcome === "killed" || mutant.outcome === "timeout")) {
      faults.push(`equivalent.json lists a mutant that a test kills. Remove it: ${survivorLine(mutant)}`);
    }
  }
}

const alive = tested.filter(({ outcome }) => outcome === "survived" || outcome === "without coverage");
const unexplained = alive.filter(({ id }) => !byId.has(id));
for (const mutant of unexplained) print(survivorLine(mutant));
if (options.listSurvivors) {
  for (const mutant of alive) {
    const entry = byId.get(mutant.id);
    if (entry !== undefined) print(`${survivorLine(mutant)}\n    equivalent: ${entry.reason}`);
  }
}
if (options.json !== undefined) {
  const entries = unexplained.map(({ file, line, mutation }) => ({ file, line, mutation, reason: "" }));
  writeFileSync(options.json, `${JSON.stringify(entries, null, 2)}\n`);
}
print(`\n${options.byFile ? table(tested, byId, (file) => file) : table(tested, byId)}\n`);
for (const fault of faults) print(fault);
const killed = tested.length - alive.length;
const shareOfAll = shareKilled(tested);
if (byId.size > 0) print(`${byId.size} survivors are equivalent, for the reasons in apps/mutation/equivalent.json`);
print(`${killed} of ${tested.length} mutants killed (${shareOfAll.toFixed(1)} %)`);
if (faults.length > 0 || shareOfAll < options.minShare) process.exitCode = 1;
