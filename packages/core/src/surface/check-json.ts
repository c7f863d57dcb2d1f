import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

/**
 * Throws `InvalidRequest` (reason `local`), which names the path to the fault, unless JSON can hold the value: it silently
 * leaves out functions and writes NaN as null, so the server would receive another value.
 */
export const checkJson = (path: string, value: unknown, parents: ReadonlyArray<unknown> = []): void => {
  const invalid = (problem: string): InvalidRequest =>
    new InvalidRequest({ message: `${path} ${problem}`, reason: "local" });
  if (value === null || typeof value === "string" || typeof value === "boolean" || value === undefined) return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw invalid("is a number that JSON cannot hold");
  }
  if (typeof value !== "object") throw invalid(`is a ${typeof value}, which JSON cannot hold`);
  if (parents.includes(value)) throw invalid("holds itself");
  if (parents.length > 100) throw invalid("is nested too deeply");
  if (!Array.isArray(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
      throw invalid("is neither a plain object nor an array");
    }
  }
  for (const [key, entry] of Object.entries(value)) {
    checkJson(`${path}.${excerpt(key, 60)}`, entry, [...parents, value]);
  }
};
