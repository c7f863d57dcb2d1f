import { describe, expect, it } from "vitest";
import { makeRedactor, type Redactor } from "../../src/redaction/redactor.ts";

const token = "sEcr/t+T0ken=&<x>~canary";
const base64 = (text: string): string => btoa(text);
const base64url = (text: string): string => base64(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const hex = (text: string): string =>
  Array.from(text, (unit) => unit.charCodeAt(0).toString(16).padStart(2, "0")).join("");
const everyPercent = (text: string): string => Array.from(text, (unit) => `%${hex(unit)}`).join("");
const everyUnit = (text: string): string => Array.from(text, (unit) => `\\u00${hex(unit)}`).join("");
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("=", "&#61;")
    .replaceAll("/", "&#x2F;");
const wrapped = (text: string, width: number, by: string): string =>
  text.replace(new RegExp(`.{${width}}`, "g"), `$&${by}`);

/** The spellings in which a server may repeat a received text. */
const spellings: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (it) => it,
  "in lower case": (it) => it.toLowerCase(),
  "in upper case": (it) => it.toUpperCase(),
  "after Bearer": (it) => `Bearer ${it}`,
  "JSON text": json,
  "JSON with escaped slashes": (it) => json(it).replaceAll("/", "\\/"),
  "JSON, every character as \\u00XX": everyUnit,
  "JSON for HTML": (it) =>
    it.replaceAll("<", "\\u003C").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026").replaceAll("+", "\\u002B"),
  "JSON in JSON": (it) => json(json(everyUnit(it))),
  "a Python text with \\x escapes": (it) => Array.from(it, (unit) => `\\x${hex(unit)}`).join(""),
  "octal escapes": (it) => Array.from(it, (unit) => `\\${unit.charCodeAt(0).toString(8).padStart(3, "0")}`).join(""),
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (it) =>
    encodeURIComponent(it).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  "percent-encoded, every character": everyPercent,
  "percent-encoded twice": (it) => encodeURIComponent(encodeURIComponent(it)),
  "as a form": (it) => new URLSearchParams({ it }).toString().slice(3),
  "HTML-escaped": html,
  "HTML in JSON": (it) => json(html(it)),
  hexadecimal: hex,
  base64: base64,
  "base64, one byte before": (it) => base64(`:${it}`),
  "base64, two bytes before": (it) => base64(`u:${it}`),
  "base64 with more behind": (it) => base64(`user:${it}\r\nHost: example`),
  "base64 without padding": (it) => base64(`ab${it}`).replace(/=+$/, ""),
  base64url: (it) => base64url(it),
  "base64url, inside": (it) => base64url(`{"t":"${it}"}`),
  "base64, percent-encoded": (it) => encodeURIComponent(base64(`u:${it}`)),
  "base64, wrapped": (it) => wrapped(base64(`xyz${it}`), 20, "\r\n"),
  "wrapped in lines": (it) => wrapped(it, 9, "\n  "),
  "wrapped in JSON": (it) => json(wrapped(it, 9, "\n")),
  "with a zero width space": (it) => wrapped(it, 5, "\u200b"),
  "cut short by the server": (it) => it.slice(0, 18),
  "its end only": (it) => it.slice(-18),
};

const withToken = (secret = token): Redactor => {
  const redactor = makeRedactor();
  redactor.addToken(secret);
  return redactor;
};

describe("a text of a server", () => {
  const all = Object.entries(spellings);
  // Looks as if it were escaped itself; the search does not find a line break within such an escape.
  const escaped = 'x"1%41b\\u0041/c&amp;d+42';
  const each = [
    ...all.map(([...one]) => [token, ...one] as const),
    ...all.filter(([name]) => name !== "wrapped in JSON").map(([...one]) => [escaped, ...one] as const),
  ];
  for (const [given, name, spell] of each) {
    it(`is shown without the token ${given} that stands in it ${name}`, () => {
      const spelled = spell(given);
      for (const text of [
        spelled,
        `before ${spelled} after`,
        `{"authorization":"${spelled}","n":1}`,
        `${spelled}\n${spelled}`,
      ]) {
        const clean = withToken(given).text(text);
        expect(clean).toContain("<redacted>");
        // No six consecutive characters of the spelling remain.
        const secret = spelled.replace("Bearer ", "");
        for (let at = 0; at + 6 <= secret.length; at++) expect(clean).not.toContain(secret.slice(at, at + 6));
        if (text.startsWith("before")) expect(clean).toMatch(/^before .*<redacted>.* after$/s);
      }
    });
  }

  it("passes unchanged without a secret in it", () => {
    const text = 'Traceback: "no such job" &amp; %41 \\u0041 é 😀 … ' + base64("nothing of use here");
    expect(withToken().text(text)).toBe(text);
  });

  it("keeps the text around a secret, character for character", () => {
    expect(withToken().text(`é%41 ${encodeURIComponent(token)} 😀\\n`)).toBe("é%41 <redacted> 😀\\n");
  });

  it("hides the part of a token that a cut left", () => {
    const redactor = withToken();
    for (let length = 4; length < token.length; length++) {
      expect(redactor.text(`said ${token.slice(0, length)}…`)).toBe("said <redacted>…");
      expect(redactor.text(`said ${token.slice(0, length)}`, "end")).toBe("said <redacted>");
      expect(redactor.text(`…${token.slice(-length)} was said`)).toBe("…<redacted> was said");
      expect(redactor.text(`${token.slice(-length)} was said`, "start")).toBe("<redacted> was said");
      const percent = everyPercent(token).slice(0, 3 * length + 2);
      expect(redactor.text(`said ${percent}`, "end")).toBe("said <redacted>");
    }
  });

  it("hides every word of a configured header", () => {
    const redactor = makeRedactor();
    redactor.addHeader("Basic dXNlcjpodW50ZXIy");
    redactor.addHeader('sid=cookie-canary-1; theme=dark; pref="cookie-canary-2"');
    redactor.addHeader("Token user-canary");
    expect(redactor.text("hunter2")).toBe("<redacted>");
    expect(redactor.text("user:hunter2, dXNlcjpodW50ZXIy")).toBe("<redacted>,<redacted>");
    expect(redactor.text("cookie-canary-1,cookie-canary-2,user-canary")).toBe("<redacted>,<redacted>,<redacted>");
    expect(redactor.text("a dark user")).toBe("a dark user");
  });

  it("does not search for secrets of three characters", () => {
    expect(withToken("abc").text("abc")).toBe("abc");
  });

  it("forgets the oldest of many renewed tokens, never a fixed secret", () => {
    const redactor = makeRedactor();
    redactor.addSecret("fixed-secret");
    for (let index = 0; index < 20; index++) redactor.addToken(`renewed-${index}-token`);
    expect(redactor.text("fixed-secret renewed-19-token renewed-4-token")).toBe("<redacted> <redacted> <redacted>");
    expect(redactor.text("renewed-3-x")).toBe("renewed-3-x");
  });
});

describe("data", () => {
  it("is the same object without a secret in it", () => {
    const data = { a: [1, "x", null], b: { c: true } };
    expect(withToken().data(data)).toBe(data);
  });

  it("is copied without the secrets in its strings and keys", () => {
    const data = { [token]: [token, 5], b: { c: `x${token}` } };
    expect(withToken().data(data)).toEqual({ "<redacted>": ["<redacted>", 5], b: { c: "x<redacted>" } });
  });

  it("hides a number only when it is the whole secret", () => {
    expect(withToken("12345678").data([12345678, 1234567812])).toEqual(["<redacted>", 1234567812]);
  });
});
