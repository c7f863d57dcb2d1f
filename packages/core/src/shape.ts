/**
 * Checks of JSON values. They do what Effect's Schema does for the few types that servers send, and no more: Schema is a third of
 * a page's code, and half of what an import loads. `test/shape.property.test.ts` compares the two.
 */
import { isRecord } from "./is-record.ts";

/** Why a value does not have its shape. */
export class Mismatch {
  readonly expected: string;
  readonly got: string;
  readonly path: ReadonlyArray<string | number>;
  constructor(expected: string, got: string, path: ReadonlyArray<string | number> = []) {
    this.expected = expected;
    this.got = got;
    this.path = path;
  }
  /** The same, for the value that has this one at `key`. */
  at(key: string | number): Mismatch {
    return new Mismatch(this.expected, this.got, [key, ...this.path]);
  }
  toString(): string {
    const path = this.path.map((key) => `[${JSON.stringify(key)}]`).join("");
    return `expected ${this.expected}${path === "" ? "" : ` at ${path}`}, got ${this.got}`;
  }
}

/** A shape: `Type` is what {@link read} returns, `Encoded` what it accepts. */
export interface Shape<A, Encoded = A> {
  readonly Type: A;
  readonly Encoded: Encoded;
  readonly read: (value: unknown) => A | Mismatch;
}

/** A field of a {@link Struct} that may be absent. */
export interface OptionalKey<A, Encoded = A> {
  readonly Type: A;
  readonly Encoded: Encoded;
  readonly shape: Shape<A, Encoded>;
  readonly absent: "absent";
}

/** A field of a {@link Struct} that reads as null when it is absent. */
export interface NullWhenAbsent<A, Encoded = A> {
  readonly Type: A | null;
  readonly Encoded: Encoded | null;
  readonly shape: Shape<A | null, Encoded | null>;
  readonly absent: "null";
}

type Field = Shape<unknown, unknown> | OptionalKey<unknown, unknown> | NullWhenAbsent<unknown, unknown>;

/** The fields of a {@link Struct}, by name. */
export type Fields = Readonly<Record<string, Field>>;

type Absent = { readonly absent: string };
type Flat<T> = { readonly [K in keyof T]: T[K] };
type TypeOf<F extends Fields> = Flat<
  { [K in keyof F as F[K] extends { readonly absent: "absent" } ? never : K]: F[K]["Type"] } & {
    [K in keyof F as F[K] extends { readonly absent: "absent" } ? K : never]?: F[K]["Type"];
  }
>;
type EncodedOf<F extends Fields> = Flat<
  { [K in keyof F as F[K] extends Absent ? never : K]: F[K]["Encoded"] } & {
    [K in keyof F as F[K] extends Absent ? K : never]?: F[K]["Encoded"];
  }
>;

/** An object with these fields. Reading leaves other fields out. */
export interface Struct<F extends Fields> extends Shape<TypeOf<F>, EncodedOf<F>> {
  readonly fields: F;
}

const kind = (value: unknown): string => {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
};

// `Type` and `Encoded` exist for the compiler only.
const shapeOf = <A, Encoded = A>(read: Shape<A, Encoded>["read"]): Shape<A, Encoded> => ({ read }) as Shape<A, Encoded>;

const primitive = <A>(expected: string, is: (value: unknown) => value is A): Shape<A> =>
  shapeOf((value) => (is(value) ? value : new Mismatch(expected, kind(value))));

const text: Shape<string> = /* @__PURE__ */ primitive("a string", (value) => typeof value === "string");
const number: Shape<number> = /* @__PURE__ */ primitive("a number", (value) => typeof value === "number");
const boolean: Shape<boolean> = /* @__PURE__ */ primitive("a boolean", (value) => typeof value === "boolean");
export { text as String, number as Number, boolean as Boolean };

/** A whole number from 0. */
export const Count: Shape<number> = /* @__PURE__ */ primitive(
  "a whole number from 0",
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
);

/** Any value. */
export const Unknown: Shape<unknown> = /* @__PURE__ */ shapeOf((value) => value);

/** One of these texts. */
export const Literals = <const Texts extends ReadonlyArray<string>>(texts: Texts): Shape<Texts[number]> =>
  primitive(texts.map((one) => JSON.stringify(one)).join(" or "), (value): value is Texts[number] =>
    texts.includes(value as string),
  );

/** The shape or null. */
export const NullOr = <A, Encoded>(shape: Shape<A, Encoded>): Shape<A | null, Encoded | null> =>
  shapeOf((value) => (value === null ? null : shape.read(value)));

/** The first shape that the value has. */
export const Union = <A, AEncoded, B, BEncoded>([first, second]: readonly [
  Shape<A, AEncoded>,
  Shape<B, BEncoded>,
]): Shape<A | B, AEncoded | BEncoded> =>
  shapeOf((value) => {
    const one = first.read(value);
    if (!(one instanceof Mismatch)) return one;
    const other = second.read(value);
    if (!(other instanceof Mismatch) || other.path.length > 0) return other;
    return one.path.length > 0 ? one : new Mismatch(`${one.expected} or ${other.expected}`, other.got);
  });

/** A list. */
const list = <A, Encoded>(item: Shape<A, Encoded>): Shape<ReadonlyArray<A>, ReadonlyArray<Encoded>> =>
  shapeOf((value) => {
    if (!Array.isArray(value)) return new Mismatch("an array", kind(value));
    const items: Array<A> = [];
    for (let index = 0; index < value.length; index++) {
      const read = item.read(value[index]);
      if (read instanceof Mismatch) return read.at(index);
      items.push(read);
    }
    return items;
  });
export { list as Array };

/** Sets an own property, also one with the name `__proto__`. */
const set = (target: Record<string, unknown>, key: string, value: unknown): void => {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
};

/** An object with any names. */
export const Record = <A, Encoded>(
  value: Shape<A, Encoded>,
): Shape<{ readonly [name: string]: A }, { readonly [name: string]: Encoded }> =>
  shapeOf((object) => {
    if (!isRecord(object)) return new Mismatch("an object", kind(object));
    const read: Record<string, A> = {};
    for (const name of Object.keys(object)) {
      const one = value.read(object[name]);
      if (one instanceof Mismatch) return one.at(name);
      set(read, name, one);
    }
    return read;
  });

/** A field that may be absent. */
export const optionalKey = <A, Encoded>(shape: Shape<A, Encoded>): OptionalKey<A, Encoded> =>
  ({ shape, absent: "absent" }) as OptionalKey<A, Encoded>;

/** A field that may be null, and reads as null when it is absent. */
export const nullWhenAbsent = <A, Encoded>(shape: Shape<A, Encoded>): NullWhenAbsent<A, Encoded> =>
  ({ shape: NullOr(shape), absent: "null" }) as NullWhenAbsent<A, Encoded>;

/** An object with these fields. Reading leaves other fields out. */
export const Struct = <const F extends Fields>(fields: F): Struct<F> => {
  const each = Object.entries(fields).map(([name, field]) =>
    "shape" in field ? { name, shape: field.shape, absent: field.absent } : { name, shape: field, absent: undefined },
  );
  const read = (value: unknown): unknown => {
    if (!isRecord(value)) return new Mismatch("an object", kind(value));
    const result: Record<string, unknown> = {};
    for (const { name, shape, absent } of each) {
      if (Object.hasOwn(value, name)) {
        const one = shape.read(value[name]);
        if (one instanceof Mismatch) return one.at(name);
        result[name] = one;
      } else if (absent === undefined) return new Mismatch("a value", "none", [name]);
      else if (absent === "null") result[name] = null;
    }
    return result;
  };
  return { read, fields } as Struct<F>;
};

/** An object with these fields, which keeps its other fields. */
export const OpenStruct = <const F extends Fields>(
  fields: F,
): Shape<TypeOf<F> & { readonly [name: string]: unknown }, EncodedOf<F> & { readonly [name: string]: unknown }> => {
  const named = Struct(fields);
  const all = Record(Unknown);
  return shapeOf((value) => {
    const read = named.read(value);
    if (read instanceof Mismatch) return read;
    return { ...(all.read(value) as { readonly [name: string]: unknown }), ...read };
  });
};
