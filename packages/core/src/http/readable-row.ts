import * as Shape from "../shape.ts";
import { isRecord } from "../is-record.ts";

/** A row, as far as it is readable. */
export interface ReadableRow<A> {
  /** Undefined when a field without a substitute is unreadable. */
  readonly row: A | undefined;
  /** The fields, by their names on the wire, whose values have an unexpected type. */
  readonly unreadable: ReadonlyArray<string>;
}

/**
 * Reads one row of a list so that one odd row does not hide the others: an unreadable field takes its value from `otherwise`,
 * or null where the shape allows that, or is absent. `fields` are the fields of `shape`.
 */
export const readableRow = <A, I>(
  shape: Shape.Shape<A, I>,
  fields: Shape.Fields,
  otherwise: Readonly<Record<string, unknown>> = {},
): ((value: unknown) => ReadableRow<A>) => {
  const single = Object.entries(fields).map(([name, field]) => [name, Shape.Struct({ [name]: field })] as const);
  return (value) => {
    const whole = shape.read(value);
    if (!(whole instanceof Shape.Mismatch)) return { row: whole, unreadable: [] };
    if (!isRecord(value)) return { row: undefined, unreadable: [] };
    const mended: Record<string, unknown> = { ...value };
    const unreadable: Array<string> = [];
    for (const [name, alone] of single) {
      const reads = (field: unknown): boolean => !(alone.read(field) instanceof Shape.Mismatch);
      if (reads(Object.hasOwn(value, name) ? { [name]: value[name] } : {})) continue;
      unreadable.push(name);
      if (Object.hasOwn(otherwise, name)) mended[name] = otherwise[name];
      else if (reads({ [name]: null })) mended[name] = null;
      else delete mended[name];
    }
    const rest = shape.read(mended);
    return { row: rest instanceof Shape.Mismatch ? undefined : rest, unreadable };
  };
};
