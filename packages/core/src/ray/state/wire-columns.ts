import * as Shape from "../../shape.ts";

/** A column of every row; in older versions that lack it, it reads as null. */
export const column = <A, I>(shape: Shape.Shape<A, I>): Shape.NullWhenAbsent<A, I> => Shape.nullWhenAbsent(shape);

/** A column that is present only with details. */
export const detail = <A, I>(shape: Shape.Shape<A, I>): Shape.OptionalKey<A | null, I | null> =>
  Shape.optionalKey(Shape.NullOr(shape));

/** Resource amounts by name. */
export const Amounts: Shape.Shape<{ readonly [name: string]: number }> = /* @__PURE__ */ Shape.Record(Shape.Number);

/** Any object of Ray, as data. */
export const Anything: Shape.Shape<{ readonly [key: string]: unknown }> = /* @__PURE__ */ Shape.Record(Shape.Unknown);
