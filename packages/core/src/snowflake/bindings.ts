import { InvalidRequest } from "../errors.ts";
import type { Bindings } from "../generated/snowflake-sql-api.ts";
import type { SqlBinding } from "./sql.ts";

const bind = (value: SqlBinding, position: number): Bindings[string] => {
  switch (typeof value) {
    case "string":
      return { type: "TEXT", value };
    case "boolean":
      return { type: "BOOLEAN", value: String(value) };
    case "number":
      // Beyond 2^53 a whole number has lost digits, and prints with an exponent, which FIXED does not take.
      if (Number.isSafeInteger(value)) return { type: "FIXED", value: String(value) };
      if (Number.isFinite(value)) return { type: "REAL", value: String(value) };
      break;
    case "object":
      // No source documents how to bind null; public clients send it like this.
      if (value === null) return { type: "TEXT", value: null };
  }
  throw new InvalidRequest({
    message: `binding ${position} has no SQL type: it is ${typeof value === "number" ? String(value) : `of type ${typeof value}`}. Use a string, a finite number, a boolean or null`,
    reason: "local",
  });
};

/**
 * Encodes the values for the `?` of a statement as the SQL REST API takes them: by position from "1", every value as text.
 * Throws `InvalidRequest` (reason `local`) for a number that is not finite and for a value of any other type.
 */
export const encodeBindings = (values: ReadonlyArray<SqlBinding>): Bindings | undefined =>
  values.length === 0
    ? undefined
    : Object.fromEntries(values.map((value, index) => [String(index + 1), bind(value, index + 1)]));
