import { harmlessCell, oneLine } from "../terminal/harmless.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import type { Output } from "./stdout.ts";

/** A value as one cell of a table: nothing for null, data as JSON, made fit for a terminal where stdout is one. */
export const cellOf = (output: Output): ((value: unknown) => string) => {
  const fit = output.isTerminal ? harmlessCell : oneLine;
  return (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return fit(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return fit(jsonText(value, maxShownDepth));
  };
};
