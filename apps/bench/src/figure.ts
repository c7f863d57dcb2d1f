import { type Goal, type Verdict, verdictOf } from "./statistics/goal.ts";
import { type Spread, spreadOf } from "./statistics/quantile.ts";

/** One line of the benchmark's table. */
export interface Figure {
  readonly name: string;
  /** The runtime of the measured program. Undefined when the figure concerns none in particular. */
  readonly runtime?: string | undefined;
  /** The values in `unit`. Null when this machine cannot measure it; `detail` has the reason. */
  readonly measured: Spread | null;
  readonly unit: string;
  readonly goal: Goal | null;
  /** Null when the figure has no goal or no value. */
  readonly verdict: Verdict | null;
  /** The measurements behind the figure. */
  readonly detail: string;
}

/** The name, the unit, the goal and the measurements of a figure. */
export type FigureText = Pick<Figure, "name" | "unit" | "detail"> & {
  readonly runtime?: string | undefined;
  readonly goal?: Goal | undefined;
};

/** A figure of measured values: their median is held against the goal, their quartiles are the spread. */
export const figureOf = (values: ReadonlyArray<number>, { goal, ...text }: FigureText): Figure => {
  const measured = spreadOf(values);
  return { ...text, measured, goal: goal ?? null, verdict: goal === undefined ? null : verdictOf(measured, goal) };
};

/** A figure that this machine cannot measure; `detail` has the reason. */
export const notTaken = ({ goal, ...text }: FigureText): Figure => ({
  ...text,
  measured: null,
  goal: goal ?? null,
  verdict: null,
});

/** Whether the figure misses its goal by more than its spread. */
export const isMissed = (figure: Figure): boolean => figure.verdict === "missed";
