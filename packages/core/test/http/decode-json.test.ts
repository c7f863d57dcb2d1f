import { assert, describe, it } from "@effect/vitest";
import { Effect, Schema } from "effect";
import { BadResponse } from "../../src/errors.ts";
import { decodeJson } from "../../src/http/decode-json.ts";
import { noJson } from "../../src/http/no-json.ts";
import { readableRow } from "../../src/http/readable-row.ts";
import * as Shape from "../../src/shape.ts";

const label = "GET http://head/api/version";
const decode = decodeJson(Schema.Struct({ version: Schema.String }));

describe("the JSON of an answer", () => {
  it.effect("is read by its schema, with further fields", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decode(label, '{"version":"2.60.0","more":1}'), { version: "2.60.0" });
    }),
  );

  it.effect.each([
    ["<!DOCTYPE html><p>Sign in", "page"],
    ["\n <html lang=en>", "page"],
    ["<!-- a proxy's note -->\n<HEAD>", "page"],
    ["<body>", "page"],
    ["", "json"],
    ["  \n", "json"],
    ["it <html> is", "json"],
    ["<xml/>", "json"],
    ["{", "json"],
    ['{"version":1}', "shape"],
    ["[]", "shape"],
    ["null", "shape"],
  ] as const)("%j is BadResponse, reason %s", ([text, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decode(label, text));
      assert.instanceOf(error, BadResponse);
      assert.strictEqual(error.reason, reason);
      assert.strictEqual(error.statusCode, 200);
      assert.isTrue(error.message.startsWith(`${label}: `));
      // Of a page, the message has only the title.
      if (reason === "page") assert.notInclude(error.message, "<");
      else if (text.trim() !== "") assert.include(error.message, text.trim().slice(0, 6));
    }),
  );

  it.effect("names the field that is odd, and shows little of a large text", () =>
    Effect.gen(function* () {
      const odd = yield* Effect.flip(decode(label, '{"version":1}'));
      assert.include(odd.message, "version");
      assert.match(odd.message, /string/i);
      for (const text of [`{"version":${"1".repeat(5000)}}`, `<html>${"x".repeat(5000)}`, "x".repeat(5000)]) {
        const { message } = yield* Effect.flip(decode(label, text));
        assert.isBelow(message.length, 900);
      }
    }),
  );

  it.effect("however deeply nested, is refused in few words", () =>
    Effect.gen(function* () {
      const depth = 20_000;
      const error = yield* Effect.flip(decode(label, `{"version":${"[".repeat(depth)}${"]".repeat(depth)}}`));
      assert.deepInclude(error, { _tag: "BadResponse", reason: "shape" });
      assert.match(error.message, /string.*"version"/s);
      assert.isBelow(error.message.length, 900);
    }),
  );

  it("of an empty answer says so, and of a page to look at the address", () => {
    assert.match(noJson(label, " ").message, /empty/);
    assert.notMatch(noJson(label, "x").message, /empty/);
    assert.match(noJson(label, "<html>").message, /web page.*address/);
  });

  it("is looked at for a page only in its first 2000 characters", () => {
    assert.strictEqual(noJson(label, `${" ".repeat(1_990)}<html>`).reason, "page");
    assert.strictEqual(noJson(label, `${" ".repeat(2_000)}<html>`).reason, "json");
  });

  it.effect("of any depth is refused without an overflow", () =>
    Effect.gen(function* () {
      const deep = decodeJson(Schema.Struct({ a: Schema.String }));
      const error = yield* Effect.flip(deep(label, `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`));
      assert.strictEqual(error.reason, "shape");
      assert.match(error.message, /\([a-z][^)]{10}/i);
    }),
  );
});

describe("a row of a list", () => {
  const fields = {
    id: Shape.String,
    size: Shape.NullOr(Shape.Number),
    note: Shape.optionalKey(Shape.String),
    state: Shape.String,
  };
  const read = readableRow(Shape.Struct(fields), fields, { state: "UNKNOWN" });

  it("is read whole when nothing is odd", () => {
    assert.deepStrictEqual(read({ id: "a", size: 1, note: "n", state: "OK" }), {
      row: { id: "a", size: 1, note: "n", state: "OK" },
      unreadable: [],
    });
  });

  it("reads an odd field as the given value, as null or as absent, and names it", () => {
    assert.deepStrictEqual(read({ id: "a", size: "big", note: 7, state: 9 }), {
      row: { id: "a", size: null, state: "UNKNOWN" },
      unreadable: ["size", "note", "state"],
    });
    assert.deepStrictEqual(read({ id: "a", state: "OK" }), {
      row: { id: "a", size: null, state: "OK" },
      unreadable: ["size"],
    });
    assert.deepStrictEqual(read({ id: "a", size: 1 }), {
      row: { id: "a", size: 1, state: "UNKNOWN" },
      unreadable: ["state"],
    });
  });

  it("is left out when a field that it needs is odd, or when it is no record", () => {
    assert.deepStrictEqual(read({ id: 1, size: 1, state: "OK" }), { row: undefined, unreadable: ["id"] });
    for (const value of [null, 3, "x", [1]]) assert.isUndefined(read(value).row);
    assert.deepStrictEqual(read("x").unreadable, []);
  });

  it("takes no field from a prototype", () => {
    const own = { note: Shape.optionalKey(Shape.String), toString: Shape.optionalKey(Shape.String) };
    const row = readableRow(Shape.Struct(own), own)({ note: 7 });
    assert.deepStrictEqual(row.unreadable.slice(0, 1), ["note"]);
  });
});
