import { type StyledStream, styled } from "../terminal/style.ts";
import { plainTable } from "./plain-table.ts";

/** A table below a line of bold titles. */
export const titledTable = (
  titles: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  stream: StyledStream,
): string => plainTable([titles.map((title) => styled("bold", title, stream)), ...rows]);
