import { Effect, Result, Schema } from "effect";
import fc from "fast-check";
import { assert, describe, it } from "vitest";
import * as Shape from "../src/shape.ts";

/** A shape, and the schema that must read the same. */
interface Pair {
  readonly shape: Shape.Shape<unknown, unknown>;
  readonly schema: Schema.Codec<unknown, unknown>;
}

const pair = (shape: Shape.Shape<unknown, unknown>, schema: unknown): Pair => ({
  shape,
  schema: schema as Schema.Codec<unknown, unknown>,
});

/** Few names, so that values have the fields that shapes ask for. */
const name = fc.constantFrom("a", "b", "__proto__", "constructor");
const texts = ["A", "B"] as const;

const primitives = fc.constantFrom(
  pair(Shape.String, Schema.String),
  pair(Shape.Number, Schema.Number),
  pair(Shape.Boolean, Schema.Boolean),
  pair(Shape.Unknown, Schema.Unknown),
  pair(Shape.Literals(texts), Schema.Literals(texts)),
  pair(Shape.Count, Schema.Number.pipe(Schema.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)))),
);

const { pairs } = fc.letrec<{ pairs: Pair; struct: Pair }>((tie) => ({
  pairs: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    primitives,
    tie("struct"),
    tie("pairs").map(({ shape, schema }) => pair(Shape.NullOr(shape), Schema.NullOr(schema))),
    tie("pairs").map(({ shape, schema }) => pair(Shape.Array(shape), Schema.Array(schema))),
    tie("pairs").map(({ shape, schema }) => pair(Shape.Record(shape), Schema.Record(Schema.String, schema))),
    fc
      .tuple(tie("pairs"), tie("pairs"))
      .map(([one, other]) => pair(Shape.Union([one.shape, other.shape]), Schema.Union([one.schema, other.schema]))),
  ),
  struct: fc
    .uniqueArray(fc.record({ name, kind: fc.constantFrom("required", "optional", "column"), one: tie("pairs") }), {
      selector: (field) => field.name,
      maxLength: 3,
    })
    // A struct without fields accepts every value in Schema. No server has one.
    .filter((fields) => fields.length > 0)
    .map((fields) => {
      const own = fields.filter((field) => field.name !== "__proto__" && field.name !== "constructor");
      const used = own.length > 0 ? own : [{ name: "a", kind: "required", one: pair(Shape.String, Schema.String) }];
      return pair(
        Shape.Struct(
          Object.fromEntries(
            used.map(({ name: key, kind, one: { shape } }) => [
              key,
              kind === "required"
                ? shape
                : kind === "optional"
                  ? Shape.optionalKey(shape)
                  : Shape.nullWhenAbsent(shape),
            ]),
          ),
        ),
        Schema.Struct(
          Object.fromEntries(
            used.map(({ name: key, kind, one: { schema } }) => [
              key,
              kind === "required"
                ? schema
                : kind === "optional"
                  ? Schema.optionalKey(schema)
                  : Schema.NullOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null))),
            ]),
          ),
        ),
      );
    }),
}));

/** JSON text, since that is what servers send: `__proto__` is then a field like any other. */
const json = fc
  .letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("null", "true", "0", "-1", "1.5", "1e20", '"A"', '"x"', "[]", "{}"),
      fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
      fc
        .array(fc.tuple(name, tie("value")), { maxLength: 4 })
        .map((fields) => `{${fields.map(([key, value]) => `"${key}":${value}`).join(",")}}`),
    ),
  }))
  .value.map((text): unknown => JSON.parse(text));

/** The problem of a value that was refused. */
const problem = (read: unknown): string => (read instanceof Shape.Mismatch ? read.toString() : "none");

const text = (value: unknown): string => JSON.stringify(value);

describe("a shape", () => {
  it("reads and refuses the same values as Effect's Schema", () => {
    let accepted = 0;
    fc.assert(
      fc.property(pairs, json, ({ shape, schema }, value) => {
        const read = shape.read(value);
        const decoded = Schema.decodeUnknownResult(schema)(value);
        assert.strictEqual(read instanceof Shape.Mismatch, Result.isFailure(decoded), problem(read));
        if (Result.isFailure(decoded)) return;
        accepted += 1;
        assert.strictEqual(text(read), text(decoded.success));
      }),
      { numRuns: 20_000 },
    );
    assert.isAbove(accepted, 2_000);
  });

  it("with other fields keeps them, as Schema does", () => {
    const shape = Shape.OpenStruct({ a: Shape.String });
    const schema = Schema.StructWithRest(Schema.Struct({ a: Schema.String }), [
      Schema.Record(Schema.String, Schema.Unknown),
    ]);
    fc.assert(
      fc.property(json, (value) => {
        const read = shape.read(value);
        const decoded = Schema.decodeUnknownResult(schema)(value);
        assert.strictEqual(read instanceof Shape.Mismatch, Result.isFailure(decoded), problem(read));
        if (Result.isSuccess(decoded)) assert.deepStrictEqual(read, decoded.success);
      }),
      { numRuns: 5_000 },
    );
  });

  it("names the place and the kinds of a wrong value", () => {
    const shape = Shape.Struct({ rows: Shape.Array(Shape.Struct({ id: Shape.NullOr(Shape.String) })) });
    assert.strictEqual(
      problem(shape.read({ rows: [{ id: null }, { id: [1] }] })),
      'expected a string at ["rows"][1]["id"], got an array',
    );
    assert.strictEqual(problem(shape.read({})), 'expected a value at ["rows"], got none');
    assert.strictEqual(
      problem(Shape.Union([Shape.String, Shape.Number]).read(null)),
      "expected a string or a number, got null",
    );
  });
});
