import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cases } from "../src/cases/index.ts";
import { compareExpected, compareTable, parseExpected, writeExpected } from "../src/faults/expected-cells.ts";
import { planFaults } from "../src/faults/fault-cells.ts";
import type { FaultRow } from "../src/faults/fault-row.ts";
import { faultTotals, faultResults } from "../src/faults/fault-results.ts";
import { faultTable } from "../src/faults/table.ts";
import type { RuntimeResult } from "../src/runner/cell-result.ts";

const expected = parseExpected(readFileSync(new URL("../fault-cells.txt", import.meta.url), "utf8"));

test("every fault, on every backend by every transport, has a case or a reason why it cannot exist", () => {
  expect(planFaults(faultTable, cases).problems).toEqual([]);
});

// A row that vanishes takes its cells with it, and the next test misses them.
test("the rows of the table are numbered from 1, without gaps", () => {
  expect(faultTable.map(({ id }) => id)).toEqual(faultTable.map((_, index) => index + 1));
});

test("fault-cells.txt has the cells of the table, no more and no fewer", () => {
  expect(compareTable(expected, planFaults(faultTable, cases))).toEqual([]);
});

test("there are more than 3,800 fault cells over the runtimes, as README.md says", () => {
  expect([...expected.values()].flat().length).toBeGreaterThan(3_800);
});

const row: FaultRow = {
  id: 5,
  fault: "reset",
  holds: "every line",
  on: ["W", "P"],
  variants: [{ name: "mid-line", cannot: [{ backends: ["agent"], why: "no" }] }],
};
const shape = (id: string, transports: ReadonlyArray<"http" | "websocket">) =>
  ({ id, surface: "ray", transports }) as const;

test("a combination without a case and without a reason is a problem, and so is a case that no row has", () => {
  const { cells, problems } = planFaults(
    [row],
    [shape("fault/5/mid-line/log/ray", ["http"]), shape("fault/6/other/log/ray", ["http"])],
  );
  expect(cells.map(({ id }) => id)).toEqual(["5/mid-line ray P"]);
  expect(problems).toEqual([
    "5/mid-line ray W: no case shows it, and no reason explains why it cannot exist",
    "5/mid-line direct-access P: no case shows it, and no reason explains why it cannot exist",
    "5/mid-line sql P: no case shows it, and no reason explains why it cannot exist",
    "case fault/6/other/log/ray is in no row of the fault table",
  ]);
});

test("a table that names a case which does not exist is a problem", () => {
  const naming = { ...row, variants: [{ name: "mid-line", shownBy: ["ray/cut/renamed"], partial: true }] };
  expect(planFaults([naming], []).problems).toEqual([
    "row 5 names the case ray/cut/renamed, which does not exist",
    "row 5: no case shows mid-line",
  ]);
});

test("a cell that vanishes in one runtime is reported, and a new one too", () => {
  const plan = planFaults([row], [shape("fault/5/mid-line/log/ray", ["http", "websocket"])]);
  const cell = { case: "fault/5/mid-line/log/ray", cites: [], ms: 1 } as const;
  const result = (state: "passed" | "failed"): RuntimeResult => ({
    id: "bun",
    version: "1",
    ms: 1,
    cells: [
      state === "passed"
        ? { ...cell, transport: "http", state }
        : { ...cell, transport: "http", state, error: "a line is missing" },
      { ...cell, transport: "websocket", state: "absent", reason: "no sockets" },
    ],
  });
  const judged = faultResults(plan, [result("passed")]);
  expect(faultTotals(judged)).toMatch(/^faults: 1 cells passed, 0 failed, \d+ cannot exist$/);
  expect(faultTotals(faultResults(plan, [result("failed")]))).toMatch(/^faults: 0 cells passed, 1 failed/);
  expect(writeExpected(judged)).toContain("5/mid-line ray P: bun\n");
  const listed = parseExpected("# words\n5/mid-line ray P: bun deno\n5/mid-line ray W: bun\n");
  expect(compareExpected(listed, judged, ["bun"])).toEqual([
    expect.stringContaining("5/mid-line ray W: bun has vanished"),
  ]);
  expect(compareExpected(new Map(), judged, ["bun"])).toEqual([
    expect.stringContaining("5/mid-line ray P: bun is new"),
  ]);
});
