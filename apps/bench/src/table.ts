import type { Figure } from "./figure.ts";
import { goalText } from "./statistics/goal.ts";

/** A number with three digits that count. */
export const threeDigits = (value: number): string =>
  Math.abs(value) >= 1_000 ? Math.round(value).toString() : String(Number(value.toPrecision(3)));

const withUnit = (value: string, unit: string): string => (unit === "" ? value : `${value} ${unit}`);

/** The median with its unit, or `-`. */
export const valueText = ({ measured, unit }: Figure): string =>
  measured === null ? "-" : withUnit(threeDigits(measured.median), unit);

/** The quartiles, or nothing when they equal the median. */
export const spreadText = ({ measured }: Figure): string =>
  measured === null || measured.low === measured.high
    ? ""
    : `${threeDigits(measured.low)}–${threeDigits(measured.high)}`;

/** The verdict in words. */
export const verdictText = ({ measured, goal, verdict }: Figure): string => {
  if (measured === null) return "not taken";
  if (goal === null || verdict === null) return "no goal";
  return { met: "met", close: "missed within the spread", missed: "NOT MET" }[verdict];
};

/** The goal, or nothing. */
export const goalCell = ({ goal }: Figure): string => (goal === null ? "" : goalText(goal));

/** The name with its runtime. */
export const nameText = ({ name, runtime }: Figure): string => (runtime === undefined ? name : `${name} (${runtime})`);

/** The figures as an aligned table, with the detail in the next line; figures of the same measurements share it. */
export const table = (figures: ReadonlyArray<Figure>): string => {
  const head = ["figure", "median", "quartiles", "goal", ""];
  const rows = figures.map((one) => [nameText(one), valueText(one), spreadText(one), goalCell(one), verdictText(one)]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = rows.flatMap((row, i) => {
    const { detail } = figures[i] as Figure;
    return figures[i + 1]?.detail === detail ? [line(row)] : [line(row), `    ${detail}`];
  });
  return [line(head), ...lines].join("\n");
};
