import type { Figure } from "./figure.ts";

const shown = (figure: Figure): string =>
  figure.value === null ? "-" : `${Number(figure.value.toPrecision(3))}${figure.unit === "" ? "" : ` ${figure.unit}`}`;

const verdict = (figure: Figure): string => (figure.met === null ? "not taken" : figure.met ? "met" : "NOT MET");

/** The figures as an aligned table, each with its detail in the next line. */
export const table = (figures: ReadonlyArray<Figure>): string => {
  const rows = figures.map((one) => [one.name, shown(one), one.goal, verdict(one)] as const);
  const head = ["figure", "value", "goal", ""] as const;
  const widths = [0, 1, 2].map((column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.flatMap((row, i) => [line(row), `    ${figures[i]?.detail ?? ""}`])].join("\n");
};
