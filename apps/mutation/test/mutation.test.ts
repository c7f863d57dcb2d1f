/** The parts that decide what is printed: which mutants there are, which are listed as equivalent, and the figures. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Equivalent, matchEquivalents } from "../src/equivalents.ts";
import { type Mutant, putMutantsIn } from "../src/mutants.ts";
import { readOptions } from "../src/options.ts";
import { readProgress } from "../src/progress.ts";
import { shareKilled, table } from "../src/report.ts";
import { sample } from "../src/sample.ts";

const inFolder = async <A>(work: (folder: string) => A | Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-mutation-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const mutant = (id: string, more: Partial<Mutant> = {}): Mutant => ({
  id,
  file: "a/b.ts",
  lineNumber: 1,
  line: "if (a < b) return;",
  mutation: "EqualityOperator: a < b → a <= b",
  ...more,
});
const entry = (more: Partial<Equivalent> = {}): Equivalent => ({
  file: "a/b.ts",
  line: "if (a < b) return;",
  mutation: "EqualityOperator: a < b → a <= b",
  reason: "a is never b",
  ...more,
});
const files = new Set(["a/b.ts"]);

it("puts each mutant behind a switch, and shows of a long text only what changes", () =>
  inFolder(async (folder) => {
    const long = `"${"x".repeat(150)}"`;
    writeFileSync(join(folder, "a.ts"), `export const f = (a: number): boolean =>\n  a < 3 && ${long}.length > a;\n`);
    const mutants = await putMutantsIn(folder, ["a.ts"]);
    const less = mutants.find(({ mutation }) => mutation === "EqualityOperator: a < 3 → a <= 3");
    expect(less).toMatchObject({ file: "a.ts", lineNumber: 2 });
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    for (const { mutation } of mutants) expect(mutation.length).toBeLessThan(300);
    const longest = mutants.filter(({ mutation }) => mutation.startsWith("LogicalOperator"));
    expect(longest[0]?.mutation).toMatch(/&& .*→ .*\|\| /);
    expect(readFileSync(join(folder, "a.ts"), "utf8")).toContain(`"${less?.id}"`);
  }));

it("an entry of equivalent.json matches one mutant, or is a fault", () => {
  const faultsOf = (entries: ReadonlyArray<Equivalent>, mutants: ReadonlyArray<Mutant>): ReadonlyArray<string> =>
    matchEquivalents(entries, mutants, files).faults;
  expect([...matchEquivalents([entry()], [mutant("1")], files).byId.keys()]).toEqual(["1"]);
  expect(faultsOf([entry()], [mutant("1", { line: "if (a < c) return;" })])[0]).toMatch(/no longer/);
  expect(faultsOf([entry()], [mutant("1"), mutant("2")])[0]).toMatch(/2 mutants/);
  expect(faultsOf([entry(), entry()], [mutant("1")])[0]).toMatch(/twice/);
  expect(faultsOf([entry({ reason: " " })], [mutant("1")])[0]).toMatch(/without a reason/);
  expect(faultsOf([entry({ file: "other.ts" })], [mutant("1")])).toEqual([]);
  const second = matchEquivalents([entry({ occurrence: 2 })], [mutant("1"), mutant("2")], files);
  expect([...second.byId.keys()]).toEqual(["2"]);
});

it("counts a timeout as killed, and prints a row for each folder", () => {
  const tested = [
    { ...mutant("1"), outcome: "killed" },
    { ...mutant("2"), outcome: "timeout" },
    { ...mutant("3"), outcome: "survived" },
    { ...mutant("4", { file: "c.ts" }), outcome: "without coverage" },
  ] as const;
  expect(shareKilled(tested)).toBe(50);
  const rows = table(tested, new Map([["3", entry()]])).split("\n");
  expect(rows).toHaveLength(3);
  expect(rows[2]?.split(/\s{2,}/)).toEqual(["a", "3", "1", "1", "0", "1", "0", "66.7 %"]);
});

it("reads the outcome of each mutant, and the one that stopped the process", () =>
  inFolder((folder) => {
    const file = join(folder, "progress.tsv");
    const lines = [
      "reached\t3\tt > x\t1,2",
      "started\t1\tt > x",
      "killed\t1\tt > x",
      "started\t2\tt > x",
      "done\t\tt in pass 40",
      "",
    ];
    writeFileSync(file, lines.join("\n"));
    const progress = readProgress(file);
    expect([...progress.killed]).toEqual(["1"]);
    expect(progress.unfinished).toBe("2");
    expect(progress.reachedBy.get("2")).toEqual(["t > x"]);
    expect(progress.done.has("t in pass 40")).toBe(true);
  }));

it("samples the same mutants for the same seed, and others for another", () => {
  const all = Array.from({ length: 1000 }, (_, index) => index);
  const one = sample(all, 50, 1);
  expect(one).toHaveLength(50);
  expect(sample(all, 50, 1)).toEqual(one);
  expect(sample(all, 50, 2)).not.toEqual(one);
  expect(one.toSorted((a, b) => a - b)).toEqual(one);
});

it("reads its arguments, and refuses what is no number", () => {
  expect(readOptions(["packages/core/src/http/"])).toMatchObject({ targets: ["http"], minShare: 90, seed: 1 });
  expect(readOptions(["--sample", "20"])).toMatchObject({ targets: ["tail", "poll", "retry", "http"], minShare: 0 });
  expect(readOptions(["--help"])).toBeUndefined();
  expect(() => readOptions(["--sample", "many"])).toThrow(/--sample/);
});
