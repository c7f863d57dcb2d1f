import { expect, test } from "vitest";
import { harmlessCell, harmlessLog, harmlessText } from "../src/terminal/harmless.ts";
import { jsonLine } from "../src/output/json.ts";

const esc = "\u001b";

test("plain text passes, Korean, emoji, tabs and right-to-left letters too", () => {
  const text = "a\tb 한국어 👩‍💻 שלום é\n";
  expect(harmlessLog(text)).toBe(text);
  expect(harmlessText(text)).toBe(text);
});

test("colours of a log pass and end with their line", () => {
  expect(harmlessLog(`${esc}[1;31mred\nplain\n${esc}[38:2::1:2:3mx${esc}[0m\n`)).toBe(
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
])("%s is shown, not obeyed", (_name, hostile, shown) => {
  expect(harmlessLog(`${hostile}\n`)).toBe(`${shown}\n`);
  expect(harmlessText(`${hostile}\n`)).toBe(`${shown}\n`);
});

test("names and messages get no colours of their own", () => {
  expect(harmlessText(`${esc}[31mid`)).toBe("^[[31mid");
  expect(harmlessCell("a\nb\tc")).toBe("a⏎b c");
});

test("a JSON line holds no control character and is the same data", () => {
  const data = { line: `${esc}[2J\u009b\u007f\u202e\u2028 한 \ud800` };
  const line = jsonLine(data);
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e\ud800]/);
  expect(JSON.parse(line)).toEqual(data);
});
