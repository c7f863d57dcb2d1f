import * as Result from "effect/Result";
import * as Schema from "effect/Schema";
import { isRecord } from "../is-record.ts";

/** A row, as far as it is readable. */
export interface ReadableRow<A> {
  /** Undefined when a field without a substitute is unreadable. */
  readonly row: A | undefined;
  /** The fields, by their names on the wire, whose values have an unexpected type. */
  readonly unreadable: ReadonlyArray<string>;
}

type Fields = Readonly<Record<string, Schema.Codec<unknown, unknown>>>;

/**
 * Reads one row of a list so that one odd row does not hide the others: an unreadable field takes its value from `otherwise`,
 * or null where the schema allows that, or is absent. `fields` are the fields of `schema`.
 */
export const readableRow = <A, I>(
  schema: Schema.Codec<A, I>,
  fields: Schema.Struct.Fields,
  otherwise: Readonly<Record<string, unknown>> = {},
): ((value: unknown) => ReadableRow<A>) => {
  const decode = Schema.decodeUnknownResult(schema);
  const decoders = Object.entries(fields as unknown as Fields).map(
    ([name, field]) => [name, Schema.decodeUnknownResult(Schema.Struct({ [name]: field }))] as const,
  );
  return (value) => {
    const whole = decode(value);
    if (Result.isSuccess(whole)) return { row: whole.success, unreadable: [] };
    if (!isRecord(value)) return { row: undefined, unreadable: [] };
    const mended: Record<string, unknown> = { ...value };
    const unreadable: Array<string> = [];
    for (const [name, reads] of decoders) {
      const field = Object.hasOwn(value, name) ? { [name]: value[name] } : {};
      if (Result.isSuccess(reads(field))) continue;
      unreadable.push(name);
      if (Object.hasOwn(otherwise, name)) mended[name] = otherwise[name];
      else if (Result.isSuccess(reads({ [name]: null }))) mended[name] = null;
      else delete mended[name];
    }
    const rest = decode(mended);
    return { row: Result.isSuccess(rest) ? rest.success : undefined, unreadable };
  };
};
