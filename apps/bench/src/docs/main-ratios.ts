import type { Figure } from "../figure.ts";

/** One bar of the chart. */
export interface Bar {
  readonly label: string;
  /** Speed divided by the bare client's. */
  readonly speed: number;
}

/** The bars of the chart: the figures on Node that compare a speed or a time with a bare client's. */
export const mainRatios = (figures: ReadonlyArray<Figure>): ReadonlyArray<Bar> =>
  figures.flatMap(({ name, runtime, measured }) => {
    if (measured === null || (runtime !== undefined && runtime !== "node")) return [];
    const [, label, what] = /^(.*), (speed|time) \/ bare(?: HTTP read)?$/.exec(name) ?? [];
    if (label === undefined) return [];
    return [{ label, speed: what === "speed" ? measured.median : 1 / measured.median }];
  });
