import { Effect, Schema } from "effect";

/** A column that every row has; one that an older version lacks reads as null. */
export const column = <A, I>(schema: Schema.Codec<A, I>): Schema.withDecodingDefaultKey<Schema.NullOr<typeof schema>> =>
  Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)));

/** A column that is there in detail only. */
export const detail = <A, I>(schema: Schema.Codec<A, I>): Schema.optionalKey<Schema.NullOr<typeof schema>> =>
  Schema.optionalKey(Schema.NullOr(schema));

/** Amounts by resource. */
export const Amounts: Schema.Codec<{ readonly [name: string]: number }> = Schema.Record(Schema.String, Schema.Number);

/** Whatever Ray put there, as data. */
export const Anything: Schema.Codec<{ readonly [key: string]: unknown }> = Schema.Record(Schema.String, Schema.Unknown);
