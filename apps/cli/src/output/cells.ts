import { sanitizeCell, oneLine } from "../terminal/sanitize.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import type { Output } from "./stdout.ts";

/** A value as one cell of a table: empty for null, JSON for objects and lists, sanitized when stdout is a terminal. */
export const cellOf = (output: Output): ((value: unknown) => string) => {
  const sanitize = output.isTerminal ? sanitizeCell : oneLine;
  return (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return sanitize(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return sanitize(jsonText(value, maxShownDepth));
  };
};
