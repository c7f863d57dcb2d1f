import type { Bound } from "./bindings.ts";
import { badValue } from "./sql-error.ts";
import type { Argument } from "./statement.ts";

/** The value of an argument; that of `PARSE_JSON(…)` is its text, which must be JSON. */
export function valueOf(argument: Argument, bound: readonly Bound[]): Bound {
  if (argument.kind === "literal") return argument.value;
  if (argument.kind === "bind") return bound[argument.index] ?? null;
  const text = valueOf(argument.of, bound);
  try {
    JSON.parse(String(text));
  } catch {
    throw badValue(String(text), "JSON");
  }
  return text;
}
