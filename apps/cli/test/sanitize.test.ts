import fc from "fast-check";
import { expect, test } from "vitest";
import { sanitizeCell, sanitizeLog, sanitizeText } from "../src/terminal/sanitize.ts";
import { jsonLine } from "../src/output/json.ts";

const esc = "\u001b";

test("plain text stays unchanged: Korean, emoji, tabs and right-to-left letters too", () => {
  const text = "a\tb 한국어 👩‍💻 שלום é\n";
  expect(sanitizeLog(text)).toBe(text);
  expect(sanitizeText(text)).toBe(text);
});

test("colours of a log pass and end with their line", () => {
  expect(sanitizeLog(`${esc}[1;31mred\nplain\n${esc}[38:2::1:2:3mx${esc}[0m\n`)).toBe(
    `${esc}[1;31mred${esc}[0m\nplain\n${esc}[38:2::1:2:3mx${esc}[0m${esc}[0m\n`,
  );
});

test.each([
  ["clear screen", `${esc}[2J`, "^[[2J"],
  ["cursor up", `${esc}[1A`, "^[[1A"],
  ["window title (OSC)", `${esc}]0;owned\u0007`, "^[]0;owned^G"],
  ["clipboard (OSC 52)", `${esc}]52;c;cm0=${esc}\\`, "^[]52;c;cm0=^[\\"],
  ["hyperlink (OSC 8)", `${esc}]8;;http://x${esc}\\`, "^[]8;;http://x^[\\"],
  ["DCS", `${esc}P$q${esc}\\`, "^[P$q^[\\"],
  ["8-bit CSI", "\u009b2J", "<U+009B>2J"],
  ["8-bit OSC", "\u009d0;x\u009c", "<U+009D>0;x<U+009C>"],
  ["private mode that looks like SGR", `${esc}[?25m`, "^[[?25m"],
  ["modifyOtherKeys (CSI > m)", `${esc}[>4;1m`, "^[[>4;1m"],
  ["backspace and bell", "a\b\u0007", "a^H^G"],
  ["NUL", "\u0000", "^@"],
  ["carriage return", "safe\rfake", "safe^Mfake"],
  ["DEL", "\u007f", "^?"],
  ["right-to-left override", "\u202egnp.exe", "<U+202E>gnp.exe"],
  ["isolate", "\u2066x\u2069", "<U+2066>x<U+2069>"],
  ["lone ESC at the end", `x${esc}`, "x^["],
  ["zero width space", "pass\u200bword", "pass<U+200B>word"],
  ["joiners between Latin letters", "a\u200cb\u200dc", "a<U+200C>b<U+200D>c"],
  ["a joiner without a second picture", "👩\u200d", "👩<U+200D>"],
  ["two joiners", "👩\u200d\u200d💻", "👩<U+200D><U+200D>💻"],
  ["marks of direction", "a\u200e\u200fb\u061c", "a<U+200E><U+200F>b<U+061C>"],
  ["word joiner and invisible operators", "\u2060\u2061\u2064\u206f", "<U+2060><U+2061><U+2064><U+206F>"],
  ["byte order mark", "\ufeffx", "<U+FEFF>x"],
  ["line and paragraph separators", "a\u2028b\u2029c", "a<U+2028>b<U+2029>c"],
  ["tags", "x\u{e0068}\u{e0069}\u{e007f}", "x<U+E0068><U+E0069><U+E007F>"],
  ["tags on a flag", "🏴\u{e0067}", "🏴<U+E0067>"],
  ["soft hyphen", "a\u00adb", "a<U+00AD>b"],
  ["interlinear annotation", "\ufff9a\ufffab\ufffb", "<U+FFF9>a<U+FFFA>b<U+FFFB>"],
  ["Hangul fillers", "\u115f\u1160\u3164\uffa0", "<U+115F><U+1160><U+3164><U+FFA0>"],
  ["combining grapheme joiner", "a\u034fb", "a<U+034F>b"],
  ["Mongolian vowel separator", "\u180e", "<U+180E>"],
  ["selectors that select nothing", "a\ufe00\ufe0f\u{e0100}", "a<U+FE00><U+FE0F><U+E0100>"],
  ["a second selector", "❤\ufe0f\ufe0f", "❤\ufe0f<U+FE0F>"],
  ["musical and shorthand controls", "\u{1d173}\u{1bca0}", "<U+1D173><U+1BCA0>"],
])("%s becomes visible", (_name, hostile, shown) => {
  expect(sanitizeLog(`${hostile}\n`)).toBe(`${shown}\n`);
  expect(sanitizeText(`${hostile}\n`)).toBe(`${shown}\n`);
});

test("emoji, Persian, Hindi and forms of ideographs keep the characters that belong to them", () => {
  for (const text of ["👩‍💻 👨‍👩‍👧 👩🏽‍🚀 🏳️‍🌈 ❤️ 1️⃣ ☁︎", "می‌خواهم", "क्‍ष", "葛󠄀飾区"]) {
    expect(sanitizeLog(text)).toBe(text);
    expect(sanitizeCell(text)).toBe(text);
  }
});

test.each([
  ["concealed", `${esc}[8mhidden${esc}[28m!`, `^[[8mhidden${esc}[28m!`],
  ["concealed among others", `${esc}[1;08;31mhidden`, "^[[1;08;31mhidden"],
  ["on its own colour", `${esc}[31mred${esc}[41mhidden`, `${esc}[31mred^[[41mhidden`],
  ["on its own colour at once", `${esc}[30;40mhidden`, "^[[30;40mhidden"],
  ["on its own bright colour", `${esc}[97;107mhidden`, "^[[97;107mhidden"],
  ["on its own colour of 256", `${esc}[38;5;1;41mhidden`, "^[[38;5;1;41mhidden"],
  ["on its own true colour", `${esc}[38;2;1;2;3m${esc}[48:2::1:2:3mhidden`, `${esc}[38;2;1;2;3m^[[48:2::1:2:3mhidden`],
])("text that is %s is not hidden", (_how, line, shown) => {
  const coloured = shown.includes(esc) ? `${esc}[0m` : "";
  expect(sanitizeLog(line)).toBe(`${shown}${coloured}`);
});

test("a colour with the number 8 conceals nothing, and a colour ends with its line", () => {
  for (const colour of ["38;5;8", "48;5;8", "58;5;8", "38:5:8", "38;2;8;8;8", "31;42", "0;39;49"]) {
    expect(sanitizeLog(`${esc}[${colour}mx`)).toBe(`${esc}[${colour}mx${esc}[0m`);
  }
  expect(sanitizeLog(`${esc}[31mx\n${esc}[41my`)).toBe(`${esc}[31mx${esc}[0m\n${esc}[41my${esc}[0m`);
});

test("no hidden character is left in any text, and sanitizing twice changes nothing", () => {
  const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]|\u{34f}/u;
  const unit = fc.oneof(
    fc.string({ unit: "binary", maxLength: 1 }),
    fc.constantFrom("\u200b", "\u202e", esc, "[8m", "\u{e0041}", "\ufe00"),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
      const cell = sanitizeCell(units.join(""));
      // Joiners that belong to a text, and signs of Arabic and others that are seen, are of the same category.
      expect(cell.replaceAll(/\u{200c}|\u{200d}|[\u{600}-\u{8e2}]|[\u{110bd}-\u{13fff}]/gu, "")).not.toMatch(hidden);
      expect(sanitizeCell(cell)).toBe(cell);
      expect(sanitizeLog(sanitizeLog(cell))).toBe(sanitizeLog(cell));
    }),
  );
});

test("names and messages pass no colours", () => {
  expect(sanitizeText(`${esc}[31mid`)).toBe("^[[31mid");
  expect(sanitizeCell("a\nb\tc")).toBe("a⏎b c");
});

test("a JSON line holds no control character and is the same data", () => {
  const data = { line: `${esc}[2J\u009b\u007f\u202e\u2028 한 \ud800 \u200b\u{e0041}👩‍💻` };
  const line = jsonLine(data);
  // oxlint-disable-next-line no-control-regex -- matches control characters
  expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e\ud800\u200b\udb40]/);
  expect(line).toContain("👩‍💻");
  expect(JSON.parse(line)).toEqual(data);
});
