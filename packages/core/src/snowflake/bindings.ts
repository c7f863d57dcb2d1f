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
      // Beyond 2^53 a whole number is not the one that was meant, and prints with an exponent, which FIXED does not take.
      if (Number.isSafeInteger(value)) return { type: "FIXED", value: String(value) };
      if (Number.isFinite(value)) return { type: "REAL", value: String(value) };
      break;
    case "object":
      // No source documents how null is bound; public clients send it so.
      if (value === null) return { type: "TEXT", value: null };
  }
  throw new InvalidRequest({
    message: `binding ${position} cannot be sent: it is ${typeof value === "number" ? String(value) : `of type ${typeof value}`}`,
    reason: "local",
  });
};

/**
 * Values for the `?` of a statement, as the SQL REST API takes them: by position from "1", every value as text. Throws
 * `InvalidRequest` (reason `local`) for a number that is not finite and for anything of another type.
 */
export const encodeBindings = (values: ReadonlyArray<SqlBinding>): Bindings | undefined =>
  values.length === 0
    ? undefined
    : Object.fromEntries(values.map((value, index) => [String(index + 1), bind(value, index + 1)]));
