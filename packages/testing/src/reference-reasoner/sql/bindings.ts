import { isObject } from "../job-code.ts";
import { badValue, wrongBindings } from "./sql-error.ts";

/** A bound value as the statement sees it. */
export type Bound = string | number | boolean | null;

/** The binding types that these statements use. */
const readers: Readonly<Record<string, (text: string) => Bound | undefined>> = {
  TEXT: (text) => text,
  FIXED: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  REAL: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
  BOOLEAN: (text) => (/^(?:true|false)$/.test(text) ? text === "true" : undefined),
};

/** A request that is malformed before any SQL is read; becomes a 400. */
export class MalformedRequest extends Error {
  override readonly name = "MalformedRequest";
}

/**
 * Reads `bindings`: positions as keys from "1" on, every value text or null.
 *
 * @throws MalformedRequest for another shape; SqlError for a value that does not match its type, or if their number is not `wanted`.
 */
export function readBindings(bindings: unknown, wanted: number): readonly Bound[] {
  if (bindings !== undefined && !isObject(bindings)) throw new MalformedRequest("bindings is not an object");
  const given = Object.keys(bindings ?? {});
  if (given.length !== wanted) throw wrongBindings(wanted, given.length);
  return Array.from({ length: wanted }, (_, index) => readBinding(bindings?.[String(index + 1)], index + 1));
}

function readBinding(binding: unknown, position: number): Bound {
  if (!isObject(binding)) throw new MalformedRequest(`binding ${position} is missing or not an object`);
  const { type, value } = binding;
  const read = typeof type === "string" ? readers[type] : undefined;
  if (read === undefined) throw new MalformedRequest(`binding ${position} has a type that this server does not know`);
  // Not documented; public clients send null as TEXT.
  if (value === null && type === "TEXT") return null;
  if (typeof value !== "string") throw new MalformedRequest(`the value of binding ${position} is not text`);
  const bound = read(value);
  if (bound === undefined) throw badValue(value, String(type));
  return bound;
}
