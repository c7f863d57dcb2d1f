import { excerpt } from "../http/visible-text.ts";

/** A value of an option as a message shows it. */
export const shownValue = (value: unknown): string => {
  if (typeof value === "string") return `"${excerpt(value, 60)}"`;
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "object" ? "an object" : typeof value;
};
