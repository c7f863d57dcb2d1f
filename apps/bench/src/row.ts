import type { Figure } from "./figure.ts";
import type { BenchContext } from "./measures/bench-context.ts";

/** One or more figures that are measured together. */
export interface Row {
  /** The name for `--only`. */
  readonly name: string;
  readonly measure: (context: BenchContext) => Promise<ReadonlyArray<Figure>>;
}

/** The rows of `--only`. Throws on a name that no row has. */
export const selectRows = (only: string | undefined, all: ReadonlyArray<Row>): ReadonlyArray<Row> => {
  if (only === undefined) return all;
  const names = only.split(",");
  const unknown = names.find((name) => !all.some((row) => row.name === name));
  if (unknown !== undefined) {
    throw new TypeError(
      `--only: ${JSON.stringify(unknown)} is not a row. The rows are ${all.map(({ name }) => name).join(", ")}`,
    );
  }
  return all.filter(({ name }) => names.includes(name));
};
