import { describe, expect, it } from "vitest";
import { JsonStringError, makeJsonStringStream } from "../../src/http/json-string-stream.ts";

const encoder = new TextEncoder();

/** The decoded text, with the bytes in pieces of `size`. */
const read = (text: string, key: string | undefined = "logs", size = 1_000_000): string => {
  const stream = makeJsonStringStream(key);
  const bytes = encoder.encode(text);
  let out = "";
  for (let at = 0; at < bytes.length; at += size) out += stream.push(bytes.subarray(at, at + size));
  return out + stream.end();
};

const faultOf = (work: () => unknown): JsonStringError => {
  try {
    work();
  } catch (error) {
    if (error instanceof JsonStringError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("members beside the string", () => {
  it.each([
    ..."0 -0 1 -1 10 1203 1.5 -0.25 1.005 1e5 1E5 1e+5 1e-5 2e10 12.5e+10 true false null".split(" "),
    '"x"',
    '"logs"',
    '"\\""',
    "{}",
    "[]",
    '{"logs":"no"}',
    '["]","}",{"a":[1,{"b":"\\"]"}]}]',
    `"${"x".repeat(5000)}"`,
    "1".repeat(1024),
    `${"[".repeat(1024)}${"]".repeat(1024)}`,
  ])("%j is skipped, in one piece or byte by byte", (value) => {
    for (const document of [`{"a":${value},"logs":"ok"}`, ` { "logs" : "ok" , "a"\r:\n${value}\t} \n`]) {
      expect(read(document)).toBe("ok");
      expect(read(document, "logs", 1)).toBe("ok");
    }
  });

  it.each([
    ..."00 01 -01 - + +1 .5 1. 1.e5 1e 1e+ 1e1.5 e5 tru truex xtrue nulll 0x10 NaN Infinity 1a --1 1-1 'x'".split(" "),
    "1".repeat(1025),
    `${"[".repeat(1025)}${"]".repeat(1025)}`,
    "[}",
    "{]",
    "[[]",
  ])("%j is refused", (value) => {
    for (const document of [`{"a":${value},"logs":"ok"}`, `{"logs":"ok","a":${value}}`]) {
      expect(faultOf(() => read(document)).message).not.toBe("");
    }
  });

  it("may have a key of 1024 characters, escapes in it, and none of more", () => {
    const key = "k".repeat(1024);
    expect(read(`{"${key}":1,"logs":"ok"}`)).toBe("ok");
    expect(read('{"\\u006c\\u006f\\u0067\\u0073":"ok"}')).toBe("ok");
    expect(faultOf(() => read(`{"${key}k":1,"logs":"ok"}`)).message).toMatch(/key/);
  });
});

describe("a string alone", () => {
  it("is read without a key", () => {
    const alone = (text: string): string => {
      const stream = makeJsonStringStream();
      return stream.push(encoder.encode(text)) + stream.end();
    };
    expect(alone(' "a\\nb" \n')).toBe("a\nb");
    expect(alone('""')).toBe("");
    for (const text of ["{}", "a", '"a', "", '"a" "b"', '"a",', "'a'"]) faultOf(() => alone(text));
    expect(faultOf(() => alone("abc")).near).toBe("abc");
  });
});

describe("escapes and surrogates", () => {
  it("stand for their characters, however they are cut", () => {
    const text = '{"logs":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\u00C4\\ud83d\\ude00"}';
    for (const size of [1, 2, 3, 7, 1000]) expect(read(text, "logs", size)).toBe('"\\/\b\f\n\r\täÄ\u{1f600}');
  });

  it.each(["\ud800", "\udbff"])("the first half of a pair is held back until the other comes: %j", (half) => {
    const stream = makeJsonStringStream("logs");
    const escape = `\\u${half.charCodeAt(0).toString(16)}`;
    expect(stream.push(encoder.encode(`{"logs":"a${escape}`))).toBe("a");
    expect(stream.push(encoder.encode("\\udc00"))).toBe(`${half}\udc00`);
  });

  it.each(["\ud7ff", "\udc00", "\ue000"])("any other is not held back: %j", (character) => {
    const stream = makeJsonStringStream("logs");
    const escape = `\\u${character.charCodeAt(0).toString(16)}`;
    expect(stream.push(encoder.encode(`{"logs":"a${escape}`))).toBe(`a${character}`);
  });
});

describe("a fault", () => {
  it.each([
    ['{"logs":"\\x"}', /escape/],
    ['{"logs":"\\u12g4"}', /hex/],
    ['{"logs":"a\nb"}', /control/],
    ["[1]", /object/],
    ["{1", /key/],
    ['{"a":1,}', /key/],
    ['{"a";1}', /colon/],
    ['{"logs":1}', /"logs".*string/],
    ['{"logs":"a","logs":"b"}', /"logs".*twice/],
    ['{"logs":"a";', /comma/],
    ['{"logs":"a"} x', /after/],
    ['{"logs":"a"', /incomplete/],
    ['{"a":"b"}', /no "logs"/],
    ["{}", /no "logs"/],
    ['{"a":tru}', /JSON/],
    ['{"a":[}}', /bracket/],
    [`{"a":${"[".repeat(1025)}`, /bracket/],
    [`{"a":${"1".repeat(1025)}`, /too long/],
    [`{"${"k".repeat(1025)}`, /key/],
  ])("in %.40s says which", (text, problem) => {
    const error = faultOf(() => read(text));
    expect(error.message).toMatch(problem);
    expect(error.name).toBe("JsonStringError");
  });

  it("shows up to 20 characters before it and 256 after it", () => {
    const shown = (lead: string): string => faultOf(() => read(`{"logs":"${lead}"x${"y".repeat(500)}`)).near;
    // The position of a fault is after the character that is wrong.
    expect(shown("")).toBe(`{"logs":""x${"y".repeat(256)}`);
    expect(shown("a".repeat(9))).toBe(`{"logs":"${"a".repeat(9)}"x${"y".repeat(256)}`);
    expect(shown("a".repeat(10))).toBe(`…"logs":"${"a".repeat(10)}"x${"y".repeat(256)}`);
  });

  it("in the first character shows what came in place of JSON", () => {
    expect(faultOf(() => read("upstream error")).near).toBe("upstream error");
    expect(faultOf(() => read(`  ${"u".repeat(500)}`)).near).toBe(`  ${"u".repeat(256)}`);
    const alone = faultOf(() => makeJsonStringStream().push(encoder.encode(`  ${"u".repeat(500)}`)));
    expect([alone.message, alone.near]).toEqual(["not a JSON string", `  ${"u".repeat(256)}`]);
  });

  it("of bytes that are not UTF-8, or of an end that comes too early, has nothing to show", () => {
    const bytes = faultOf(() => makeJsonStringStream("logs").push(new Uint8Array([0x7b, 0xff])));
    expect(bytes.message).toMatch(/UTF-8/);
    expect(bytes.near).toBe("");
    expect(faultOf(() => read('{"logs":"a')).near).toBe("");
    expect(faultOf(() => read("{}")).near).toBe("");
  });

  it("of bytes that end within a character is one", () => {
    const stream = makeJsonStringStream("logs");
    stream.push(new Uint8Array([...encoder.encode('{"logs":"a"}'), 0xc3]));
    expect(faultOf(stream.end).message).toMatch(/UTF-8/);
  });
});
