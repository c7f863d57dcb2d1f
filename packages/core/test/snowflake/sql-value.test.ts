import { assert, describe, it } from "@effect/vitest";
import fc from "fast-check";
import { decodeCell } from "../../src/snowflake/sql-value.ts";

describe("a cell", () => {
  // Column types and texts as documented, then those of other sources.
  it.each([
    ["fixed", "0", 0],
    ["fixed", "-0", 0],
    ["fixed", "123", 123],
    ["fixed", "-9007199254740991", -9007199254740991],
    ["fixed", "9007199254740993", "9007199254740993"],
    ["fixed", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999"],
    ["fixed", "1.50", 1.5],
    ["fixed", "0.1234567890123456789", "0.1234567890123456789"],
    ["decfloat", "1.25E+10", 1.25e10],
    ["decfloat", "1E+400", "1E+400"],
    ["decfloat", "1E-400", "1E-400"],
    ["real", "1.7976931348623157e308", 1.7976931348623157e308],
    ["real", "-2.5E-3", -0.0025],
    ["real", "NaN", Number.NaN],
    ["real", "inf", Number.POSITIVE_INFINITY],
    ["real", "-inf", Number.NEGATIVE_INFINITY],
    ["float", "-Infinity", Number.NEGATIVE_INFINITY],
    ["text", "", ""],
    ["text", "true", "true"],
    ["boolean", "true", true],
    ["boolean", "FALSE", false],
    ["boolean", "1", true],
    ["boolean", "0", false],
    ["binary", "", new Uint8Array()],
    ["binary", "00fFA9", Uint8Array.of(0, 255, 169)],
    ["date", "0", "1970-01-01"],
    ["date", "18628", "2021-01-01"],
    ["date", "-1", "1969-12-31"],
    ["date", "-719162", "0001-01-01"],
    ["date", "2932896", "9999-12-31"],
    ["date", "2021-03-19", "2021-03-19"],
    ["time", "82919.000000000", "23:01:59.000000000"],
    ["time", "0.000000001", "00:00:00.000000001"],
    ["time", "23:01:59", "23:01:59.000000000"],
    ["time", "23:01:59.5", "23:01:59.500000000"],
    ["timestamp_ntz", "1616173619.000000000", "2021-03-19T17:06:59.000000000"],
    ["timestamp_ntz", "1616173619000000000", "2021-03-19T17:06:59.000000000"],
    ["timestamp_ntz", "1616173619", "2021-03-19T17:06:59.000000000"],
    ["timestamp_ntz", "-0.5", "1969-12-31T23:59:59.500000000"],
    ["timestamp_ntz", "-1.000000001", "1969-12-31T23:59:58.999999999"],
    ["timestamp_ntz", "2021-03-19 17:06:59.123", "2021-03-19T17:06:59.123000000"],
    ["timestamp_ltz", "1616173619.123456789", "2021-03-19T17:06:59.123456789Z"],
    ["timestamp_ltz", "253402300799.999999999", "9999-12-31T23:59:59.999999999Z"],
    ["timestamp_ltz", "2021-03-19 17:06:59.000 +0100", "2021-03-19T17:06:59.000000000+01:00"],
    ["timestamp_tz", "1616173619.000000000 1500", "2021-03-19T18:06:59.000000000+01:00"],
    ["timestamp_tz", "1616173619000000000 960", "2021-03-19T09:06:59.000000000-08:00"],
    ["timestamp_tz", "1616173619.5 1440", "2021-03-19T17:06:59.500000000+00:00"],
    ["timestamp_tz", "1616173619.0 2280", "2021-03-20T07:06:59.000000000+14:00"],
    ["timestamp_tz", "2021-03-19T17:06:59Z", "2021-03-19T17:06:59.000000000Z"],
    ["variant", '{"a":[1,null]}', { a: [1, null] }],
    ["object", "{}", {}],
    ["array", "[1]", [1]],
    ["variant", '"x"', "x"],
    ["variant", "null", null],
    ["variant", "undefined", "undefined"],
    ["variant", "[".repeat(100), "[".repeat(100)],
    ["geography", '{"type":"Point"}', '{"type":"Point"}'],
    ["a type of tomorrow", "x", "x"],
  ])("%s %s is %j", (type, text, value) => {
    assert.deepStrictEqual(decodeCell(type, text), value);
  });

  it.each([
    ["fixed", ""],
    ["fixed", "1,5"],
    ["fixed", "0x10"],
    ["fixed", "NaN"],
    ["fixed", " 1"],
    ["fixed", "1e999999"],
    ["real", "1.5f"],
    ["boolean", "yes"],
    ["binary", "abc"],
    ["binary", "zz"],
    ["date", "x"],
    ["date", "99999999"],
    ["date", "1.5"],
    ["time", "86400"],
    ["time", "-1"],
    ["time", "25h"],
    ["timestamp_ntz", ""],
    ["timestamp_ntz", "1e3"],
    ["timestamp_ntz", "1.0000000001"],
    ["timestamp_ntz", "99999999999999999999999999999999.0"],
    ["timestamp_ntz", "1616173619.0 1500"],
    ["timestamp_ltz", "1616173619.0 1500"],
    ["timestamp_tz", "1616173619.0"],
    ["timestamp_tz", "1616173619.0 1500 1"],
    ["timestamp_tz", "1616173619.0 -60"],
    ["timestamp_tz", "1616173619.0 2881"],
  ])("of %s cannot be %j", (type, text) => {
    assert.isUndefined(decodeCell(type, text));
  });
});

/** The nanoseconds of an ISO date and time with 9 decimals, computed independently. */
const nanosOf = (iso: string): bigint => {
  const [, moment = "", fraction = "", zone = ""] = /^(.*)\.(\d{9})(.*)$/.exec(iso) ?? [];
  return BigInt(Date.parse(`${moment}${zone === "" ? "Z" : zone}`)) * 1_000_000n + BigInt(fraction);
};

const seconds = fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n });
const fraction = fc.bigInt({ min: 0n, max: 999_999_999n });

/** Seconds with 9 decimals, with the sign before the whole, in Snowflake's form. */
const wireText = (nanos: bigint): string => {
  const absolute = nanos < 0n ? -nanos : nanos;
  const text = `${absolute / 1_000_000_000n}.${String(absolute % 1_000_000_000n).padStart(9, "0")}`;
  return nanos < 0n ? `-${text}` : text;
};

describe("decoding", () => {
  it("keeps every nanosecond of a timestamp, even before 1970, and its offset", () => {
    fc.assert(
      fc.property(seconds, fraction, fc.integer({ min: -840, max: 840 }), (whole, part, offset) => {
        const nanos = whole * 1_000_000_000n + part;
        for (const type of ["timestamp_ntz", "timestamp_ltz"]) {
          const value = decodeCell(type, wireText(nanos)) as string;
          assert.strictEqual(nanosOf(value), nanos);
          assert.strictEqual(value.endsWith("Z"), type === "timestamp_ltz");
        }
        const local = nanos + BigInt(offset) * 60_000_000_000n;
        if (local / 1_000_000_000n > 253_402_300_799n || local / 1_000_000_000n < -62_135_596_800n) return;
        const zoned = decodeCell("timestamp_tz", `${wireText(nanos)} ${offset + 1440}`) as string;
        assert.strictEqual(nanosOf(zoned), nanos);
        const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(zoned) ?? [];
        assert.strictEqual((sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)), offset === 0 ? 0 : offset);
      }),
    );
  });

  it("reads nanoseconds and seconds as the same moment", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1_000_000n, max: 9_999_999_999n }), fraction, (whole, part) => {
        const nanos = whole * 1_000_000_000n + part;
        assert.strictEqual(decodeCell("timestamp_ltz", String(nanos)), decodeCell("timestamp_ltz", wireText(nanos)));
      }),
    );
  });

  it("returns days and times", () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
        assert.strictEqual(Date.parse(`${decodeCell("date", String(days)) as string}T00:00:00Z`), days * 86_400_000);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 86_399_999_999_999n }), (nanos) => {
        assert.strictEqual(nanosOf(`1970-01-01T${decodeCell("time", wireText(nanos)) as string}`), nanos);
      }),
    );
  });

  it("never loses a digit of a decimal", () => {
    const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 37 }), (unscaled, scale) => {
        const absolute = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
        const point = absolute.length - scale;
        const text = `${unscaled < 0n ? "-" : ""}${absolute.slice(0, point)}${scale === 0 ? "" : `.${absolute.slice(point)}`}`;
        const value = decodeCell("fixed", text);
        if (typeof value === "string") {
          assert.strictEqual(value, text);
          return;
        }
        // A number equals exactly the decimal that was sent: its shortest form has the same digits.
        const [mantissa = "", exponent = "0"] = (value as number).toExponential().split("e");
        const [whole = "", decimals = ""] = mantissa.replace("-", "").split(".");
        const power = Number(exponent) - decimals.length + scale;
        assert.isAtLeast(power, 0);
        const back = BigInt(whole + decimals) * 10n ** BigInt(power) * (unscaled < 0n ? -1n : 1n);
        assert.strictEqual(back, unscaled);
      }),
      { numRuns: 1000 },
    );
  });

  it("returns doubles, bytes, booleans, text and JSON", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        assert.strictEqual(decodeCell("real", String(value)), value === 0 ? Number(String(value)) : value);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        assert.deepStrictEqual(decodeCell("binary", hex), bytes);
      }),
    );
    fc.assert(fc.property(fc.boolean(), (value) => decodeCell("boolean", String(value)) === value));
    fc.assert(fc.property(fc.string(), (text) => decodeCell("text", text) === text));
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.deepStrictEqual(decodeCell("variant", text), JSON.parse(text));
      }),
    );
  });

  it("throws for no text of a server, whatever the type", () => {
    const types = [
      "fixed",
      "real",
      "boolean",
      "binary",
      "date",
      "time",
      "timestamp_ntz",
      "timestamp_ltz",
      "timestamp_tz",
      "variant",
    ];
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[-+]?\d{0,40}(\.\d{0,12})?( \d{0,5})?$/),
      fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?( ?[+-]\d{4})?$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...types), text, (type, cell) => {
        decodeCell(type, cell);
      }),
      { numRuns: 2000 },
    );
  });
});
