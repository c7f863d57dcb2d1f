import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";

/** A column of every row; in older versions that lack it, it reads as null. */
export const column = <A, I>(schema: Schema.Codec<A, I>): Schema.withDecodingDefaultKey<Schema.NullOr<typeof schema>> =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)));

/** A column that is present only with details. */
export const detail = <A, I>(schema: Schema.Codec<A, I>): Schema.optionalKey<Schema.NullOr<typeof schema>> =>
  Schema.optionalKey(Schema.NullOr(schema));

/** Resource amounts by name. */
export const Amounts: Schema.Codec<{ readonly [name: string]: number }> = Schema.Record(Schema.String, Schema.Number);

/** Any object of Ray, as data. */
export const Anything: Schema.Codec<{ readonly [key: string]: unknown }> = Schema.Record(Schema.String, Schema.Unknown);
