import type { Figure } from "../figure.ts";
import { nameText } from "../table.ts";
import type { Results } from "./results.ts";

/** Joins the results of several runs on one machine: a later run's figure replaces an earlier one of the same name and runtime. */
export const mergeResults = (first: Results, ...others: ReadonlyArray<Results>): Results =>
  others.reduce((before, after) => {
    const figures = new Map<string, Figure>(before.figures.map((one) => [nameText(one), one]));
    for (const one of after.figures) figures.set(nameText(one), one);
    return {
      machine: { ...after.machine, runtimes: { ...before.machine.runtimes, ...after.machine.runtimes } },
      quick: before.quick || after.quick,
      figures: [...figures.values()],
      failed: [...new Set([...before.failed, ...after.failed])],
    };
  }, first);
