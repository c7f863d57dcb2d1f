import { describe, expect, it } from "vitest";
import { benchmarksPage } from "../src/docs/benchmarks-page.ts";
import { mergeResults } from "../src/docs/merge-results.ts";
import { mainRatios } from "../src/docs/main-ratios.ts";
import { ratioChart } from "../src/docs/ratio-chart.ts";
import { figureOf, notTaken } from "../src/figure.ts";
import { atLeast, atMost } from "../src/statistics/goal.ts";

const text = { unit: "x", detail: "9 M lines/s" };
const figures = [
  figureOf([0.8, 0.9, 1], { ...text, name: "Ray socket, batches, speed / bare", runtime: "node", goal: atLeast(0.85) }),
  figureOf([0.8], { ...text, name: "Ray socket, batches, speed / bare", runtime: "bun", goal: atLeast(0.85) }),
  figureOf([1.2], { ...text, name: "Ray socket, batches, memory / bare", runtime: "node", goal: atMost(1.5) }),
  figureOf([4], { ...text, name: "500 tails, time / bare", runtime: "node", goal: atMost(2) }),
  notTaken({ ...text, name: "whole log, time / bare HTTP read", goal: atMost(1.3) }),
];

describe("mainRatios", () => {
  it("takes what compares a speed or a time on Node, as a speed", () => {
    expect(mainRatios(figures)).toEqual([
      { label: "Ray socket, batches", speed: 0.9 },
      { label: "500 tails", speed: 0.25 },
    ]);
  });
});

describe("ratioChart", () => {
  it("draws a bar for each ratio, and the bare client at 1", () => {
    const svg = ratioChart([
      { label: "a < b", speed: 0.6 },
      { label: "c", speed: 1.2 },
    ]);
    expect(svg).toContain(">a &lt; b</text>");
    expect(svg).toContain('width="180" height="16"');
    expect(svg).toContain('width="360" height="16"');
    expect(svg).toContain('<line x1="550"');
    expect(svg).toContain("prefers-color-scheme: dark");
  });
});

const machine = {
  processor: "Test",
  cores: 2,
  memoryGiB: 8,
  system: "linux x64",
  runtimes: { node: "24.0.0", bun: "1.0.0" },
  jobwire: "0.1.0",
  day: "2026-11-30",
};

describe("mergeResults", () => {
  it("replaces figures of the same name and runtime, and adds the others", () => {
    const [first, second] = figures;
    if (first === undefined || second === undefined) throw new Error("no figures");
    const again = figureOf([0.7], { ...text, name: first.name, runtime: "node", goal: atLeast(0.85) });
    const merged = mergeResults(
      { machine: { ...machine, runtimes: { node: "24.0.0" } }, quick: false, figures: [first], failed: [] },
      { machine: { ...machine, runtimes: { bun: "1.0.0" } }, quick: false, figures: [second, again], failed: ["log"] },
    );
    expect(merged).toEqual({ machine, quick: false, figures: [again, second], failed: ["log"] });
  });
});

describe("benchmarksPage", () => {
  it("has the machine, each figure with its goal and verdict, and the rows that could not be measured", () => {
    const page = benchmarksPage({ machine, quick: false, figures, failed: ["latency"] });
    expect(page).toContain("on 2026-11-30 for Jobwire 0.1.0, on 2 cores (Test, linux x64)");
    expect(page).toContain("with node 24.0.0, bun 1.0.0.");
    expect(page).toContain("| Ray socket, batches, speed / bare (node) | 0.9 x | 0.85–0.95 | >= 0.85 | met |");
    expect(page).toContain("| 500 tails, time / bare (node) | 4 x |  | &lt;= 2 | NOT MET |");
    expect(page).toContain("| whole log, time / bare HTTP read | - |  | &lt;= 1.3 | not taken |");
    expect(page).toContain("This run could not measure: latency.");
  });
});
