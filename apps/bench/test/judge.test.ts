import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../src/exit-code.ts";
import { figureOf, notTaken } from "../src/figure.ts";
import { selectRows } from "../src/row.ts";
import { parseRuntimes } from "../src/runtime.ts";
import { runSeries } from "../src/series.ts";
import { atLeast, atMost } from "../src/statistics/goal.ts";
import { table } from "../src/table.ts";

const text = { unit: "x", detail: "measured by a test" };
const met = figureOf([0.9], { ...text, name: "met", runtime: "node", goal: atLeast(0.85) });
const close = figureOf([0.7, 0.8, 0.9], { ...text, name: "close", goal: atLeast(0.85) });
const missed = figureOf([2.5, 2.6, 2.7], { ...text, name: "missed", goal: atMost(2), detail: "by another test" });
const absent = notTaken({ ...text, name: "absent", goal: atMost(2) });

describe("exitCodeOf", () => {
  it("is 1 only for a goal that is missed by more than the spread", () => {
    expect(exitCodeOf([met, close, absent], [], false)).toBe(0);
    expect(exitCodeOf([met, missed], [], false)).toBe(1);
  });

  it("is 2 when a row could not be measured", () => {
    expect(exitCodeOf([met, missed], ["log"], false)).toBe(2);
    expect(exitCodeOf([met], ["log"], true)).toBe(2);
  });

  it("is 0 for a missed goal in CI", () => {
    expect(exitCodeOf([met, missed], [], true)).toBe(0);
  });
});

describe("table", () => {
  it("shows the median, the quartiles, the goal and the verdict of each figure", () => {
    expect(table([met, close, missed, absent])).toMatchInlineSnapshot(`
      "figure      median  quartiles  goal
      met (node)  0.9 x              >= 0.85  met
      close       0.8 x   0.75–0.85  >= 0.85  missed within the spread
          measured by a test
      missed      2.6 x   2.55–2.65  <= 2     NOT MET
          by another test
      absent      -                  <= 2     not taken
          measured by a test"
    `);
  });
});

describe("runSeries", () => {
  it("runs a bare client before and after each of the others, and pairs them", async () => {
    const order: Array<string> = [];
    const work = (name: string, value: number) => () => {
      order.push(name);
      return Promise.resolve(value);
    };
    const series = await runSeries(work("bare", 10), [work("first", 5), work("second", 20)], 2);
    expect(order.join(" ")).toBe("bare first bare second bare first bare second bare");
    expect(series.others).toEqual([
      [5, 5],
      [20, 20],
    ]);
    expect(series.ratios((value) => value)).toEqual([
      [0.5, 0.5],
      [2, 2],
    ]);
  });
});

describe("options", () => {
  const row = (name: string) => ({ name, measure: () => Promise.resolve([]) });
  const all = [row("log"), row("page"), row("start")];

  it("selects rows by name, in the order of the table", () => {
    expect(selectRows(undefined, all)).toEqual(all);
    expect(selectRows("start,log", all).map(({ name }) => name)).toEqual(["log", "start"]);
    expect(() => selectRows("logs", all)).toThrow('--only: "logs" is not a row. The rows are log, page, start');
  });

  it("reads the runtimes", () => {
    expect(parseRuntimes("deno,node")).toEqual(["deno", "node"]);
    expect(() => parseRuntimes("chromium")).toThrow('"chromium" is not one of node, bun, deno');
  });
});
