/** Marks every error of the family, also one that another copy of the package made. */
export const brand: symbol = Symbol.for("@jobwire/error");

/** True for a value that has the mark. */
export const hasBrand = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (value as Readonly<Record<symbol, unknown>>)[brand] === true;
