import { describe, expect, it } from "vitest";
import { InvalidRequest } from "../../src/errors.ts";
import { parseBaseUrl } from "../../src/http/base-url.ts";
import { checkHeaders, checkHeaderValue } from "../../src/http/header-rules.ts";
import { escapeOf, hiddenCharacters, mayHide } from "../../src/http/hidden-characters.ts";
import { holdsInOrder, withoutEnding } from "../../src/http/text-parts.ts";
import { closedBecause } from "../../src/http/text-frames.ts";
import { undoneEncodings } from "../../src/http/undone-encodings.ts";
import {
  excerpt,
  firstText,
  lastMeaningfulLine,
  lastText,
  maxServerText,
  visibleText,
} from "../../src/http/visible-text.ts";

const refusal = (work: () => unknown): InvalidRequest => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidRequest) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("headers", () => {
  it.each([
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "sec-websocket-key",
    "Sec-WebSocket-Protocol",
  ])("%s belongs to the connection", (name) => {
    const error = refusal(() => checkHeaders({ [name]: "hunter2" }));
    expect(error.reason).toBe("local");
    expect(error.message).toContain(name.toLowerCase());
    expect(error.message).not.toContain("hunter2");
  });

  it("have lower-case names and keep their values; a name like one of the connection's may pass", () => {
    expect({ ...checkHeaders({ "X-A": "1\t é", "Sec-Fetch-Site": "", "x-host": "h", __proto__x: "p" }) }).toEqual({
      "x-a": "1\t é",
      "sec-fetch-site": "",
      "x-host": "h",
      __proto__x: "p",
    });
    expect({ ...checkHeaders({ constructor: "c", toString: "t" }) }).toEqual({ constructor: "c", tostring: "t" });
  });

  it.each(["", "a b", "a:b", "ä", "a\n", "\na", "(a)"])("%j is no name, and is shown as JSON", (name) => {
    const error = refusal(() => checkHeaders({ [name]: "hunter2" }));
    expect(error.reason).toBe("local");
    expect(error.message).toContain(JSON.stringify(name));
  });

  it.each(["a\n", "\nb", "a\r", "a\u0000", "\u007f", "\u0100", 7 as unknown as string])(
    "%j is no value, and is not shown",
    (value) => {
      const error = refusal(() => checkHeaderValue("the token", value));
      expect(error.reason).toBe("local");
      expect(error.message).toMatch(/^the token [a-z]+ /);
      expect(refusal(() => checkHeaders({ "x-a": value })).message).toContain("x-a");
    },
  );

  it("are each given once", () => {
    const error = refusal(() => checkHeaders({ "X-A": "1", "x-a": "2" }));
    expect(error.reason).toBe("local");
    expect(error.message).toContain("x-a");
  });

  it.each([" ", "~", "\u0080", "\u00ff", "\t", ""])("%j may stand in a value", (value) => {
    expect(() => checkHeaderValue("x", value)).not.toThrow();
  });
});

describe("the address of a server", () => {
  it.each([
    ["http://a.localhost:1", true],
    ["http://localhost.example", false],
    ["http://127.0.0.1", true],
    ["http://127.255.254.253", true],
    ["https://x127.0.0.1.example", false],
    ["http://[::2]", false],
  ])("%s is this machine: %s", (address, loopback) => {
    expect(parseBaseUrl(address).loopback).toBe(loopback);
  });

  it("is taken apart", () => {
    expect(parseBaseUrl("https://host:9/a/b/")).toEqual({
      href: "https://host:9/a/b",
      origin: "https://host:9",
      prefix: "/a/b",
      secure: true,
      loopback: false,
    });
    expect(parseBaseUrl("http://host")).toMatchObject({ prefix: "", secure: false });
  });

  it.each([
    ["http://me@host", "host"],
    [" http://me@host", "host"],
    [" http://:pw@host", "host"],
    ["http://me:@host", "host"],
    ["http://:pw@host", "host"],
    ["http://@host", "host"],
    ["http://:@host", "host"],
    ["http:@host", "host"],
    ["http://host/?a=1", "http://host/"],
    ["http://host/?", "http://host/"],
    ["http://host/#", "http://host/"],
    ["http://host/#a", "http://host/"],
    ["ftp://host", "ftp://host"],
    ["nowhere", "nowhere"],
  ])("%s is refused locally, and the message shows %s", (address, shows) => {
    const error = refusal(() => parseBaseUrl(address, "https://mine.example"));
    expect(error.reason).toBe("local");
    expect(error.message).toContain(shows);
  });

  it.each(["", "nowhere", "ftp://host", undefined as unknown as string, 7 as unknown as string])(
    "%j is answered with an example",
    (address) => {
      expect(refusal(() => parseBaseUrl(address, "https://mine.example")).message).toContain("https://mine.example");
      expect(refusal(() => parseBaseUrl(address)).message).toContain("https://host.example");
    },
  );

  it.each(["", undefined as unknown as string])("%j is called empty", (address) => {
    expect(refusal(() => parseBaseUrl(address)).message).toMatch(/empty/);
    expect(refusal(() => parseBaseUrl("nowhere")).message).not.toMatch(/empty/);
  });

  it("a path with an @ holds no user, and a query is called one", () => {
    expect(parseBaseUrl("http://host/a@b").prefix).toBe("/a@b");
    expect(parseBaseUrl("http://host/a:b@c").prefix).toBe("/a:b@c");
    expect(refusal(() => parseBaseUrl("http://host/?a")).message).toMatch(/query/);
    expect(refusal(() => parseBaseUrl("http://me@host/?a")).message).toMatch(/user name/);
  });

  it("is shown to 100 characters, without what stands before an @ and without a query", () => {
    const shownIn = (address: string): string => refusal(() => parseBaseUrl(address)).message;
    expect(shownIn("n".repeat(100))).toContain(`"${"n".repeat(100)}"`);
    expect(shownIn("n".repeat(101))).toContain(`"${"n".repeat(100)}…"`);
    expect(shownIn("ftp://me:hunter2@host/x")).toContain('"ftp://…@host/x"');
    expect(shownIn("me:hunter2@host")).toContain('"…@host"');
    expect(shownIn("/a/b@c")).toContain('"/a/b@c"');
    expect(shownIn("ftp://host/x?token=hunter2")).toContain('"ftp://host/x"');
    expect(shownIn("host#hunter2\nmore")).toContain('"host"');
  });
});

describe("text of a server", () => {
  it("is written out", () => {
    expect(visibleText("a\r\nb\rc\n")).toBe("a\\r\\nb\\rc\\n");
    expect(escapeOf("\u001b")).toBe("\\x1b");
    expect(escapeOf("\u0007")).toBe("\\x07");
    expect(escapeOf("\u00ff")).toBe("\\xff");
    expect(escapeOf("\u0100")).toBe("\\u0100");
    expect(escapeOf("\uffff")).toBe("\\uffff");
    expect(escapeOf("\u{10000}")).toBe("\\u{10000}");
    expect(escapeOf("\u{e0041}")).toBe("\\u{e0041}");
  });

  it.each([
    ["", 3, ""],
    ["  ab ", 3, "ab…"],
    ["ab ", 3, "ab"],
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["ab\n", 5, "ab"],
    ["a\nb", 4, "a\\nb"],
    ["a\nb", 3, "a\\…"],
    ["a\u{1f600}b", 3, "a…"],
    [`ab${" ".repeat(20)}c`, 5, "ab…"],
  ])("%j in %i units is %j", (text, limit, wanted) => {
    expect(excerpt(text, limit)).toBe(wanted);
  });

  it("is cut before it is written out, so a huge one costs little", () => {
    const costMs = (limit: number): number => {
      const began = performance.now();
      excerpt("\u001b".repeat(4_000_000), limit);
      return performance.now() - began;
    };
    const whole = costMs(16_000_000);
    expect(Math.min(costMs(100), costMs(100), costMs(100))).toBeLessThan(whole / 4);
  });

  it("is kept to 64 Ki units from its start or from its end", () => {
    expect(maxServerText).toBe(65_536);
    const exact = `a${"x".repeat(65_534)}z`;
    expect(firstText(exact)).toBe(exact);
    expect(lastText(exact)).toBe(exact);
    expect(firstText(`${exact}!`)).toBe(`${exact.slice(0, -1)}…`);
    expect(lastText(`!${exact}`)).toBe(`…${exact.slice(1)}`);
    expect(firstText(`${exact}!`)).toHaveLength(65_536);
    expect(lastText(`!${exact}`)).toHaveLength(65_536);
  });

  it.each([
    ["a\r\nb", "b"],
    ["a\rb", "b"],
    ["a\n  b  \n . \n", "b"],
    ["only", "only"],
    ["a\n..", ".."],
    ["", ""],
    ["a\n>\n", "a"],
  ])("%j: its last line with a meaning is %j", (text, line) => {
    expect(lastMeaningfulLine(text)).toBe(line);
  });
});

describe("hidden characters", () => {
  const characters = (text: string): ReadonlyArray<string> => Array.from(text);
  const found = (text: string): ReadonlyArray<string> => text.match(hiddenCharacters) ?? [];

  it.each([
    ...characters(
      "\u0000\u0008\u000b\u001f\u007f\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180f\u200b\u200e\u200f",
    ),
    ...characters("\u2028\u202e\u2060\u206f\u3164\ufe00\ufe0d\ufeff\uffa0\ufff0\ufffb"),
    "\u{1bca0}",
    "\u{1bca3}",
    "\u{1d173}",
    "\u{1d17a}",
    "\u{e0000}",
    "\u{e00ff}",
    "\u{e01f0}",
    "\u{e0fff}",
    "\u200c",
    "\u200d",
    "\ufe0f",
    "\ufe0e",
    "\u{e0100}",
    "\u{e01ef}",
  ])("%j is one between Latin letters", (character) => {
    expect(found(`a${character}b`)).toEqual([character]);
    expect(visibleText(`a${character}b`)).toBe(`a${escapeOf(character)}b`);
    expect(mayHide.test(`a${character}b`)).toBe(true);
  });

  it.each([
    ...characters(
      "\t\n \u007e\u00a0\u00ac\u00ae\u034e\u0350\u1161\u17b6\u180a\u1810\u2010\u2027\u202f\u205f\u2070\u3163\u3165",
    ),
    ...characters("\ufe10\ufefe\uff9f\uffa1\ufffc"),
    "\u{1bc9f}",
    "\u{1d172}",
    "\u{1d17b}",
  ])("%j is none", (character) => {
    expect(found(`a${character}b`)).toEqual([]);
  });

  it.each([
    "\u0628",
    "\u0710",
    "\u07ca",
    "\u1820",
    "\u0915",
    "\u0995",
    "\u0a15",
    "\u0a95",
    "\u0b15",
    "\u0b95",
    "\u0c15",
    "\u0c95",
    "\u0d15",
    "\u0d9a",
    "\u1000",
    "\u1780",
  ])("joiners after %j belong to the script", (letter) => {
    expect(found(`${letter}\u200c${letter}\u200d${letter}`)).toEqual([]);
    expect(found(`a\u200c${letter}`)).toEqual(["\u200c"]);
    const text = `${letter}\u200c${letter}\u200d${letter}`;
    expect(visibleText(`${text}a\u200c${letter}`)).toBe(`${text}a\\u200c${letter}`);
  });

  it("joiners and selectors of pictures and ideographs pass, and no others", () => {
    for (const text of ["👩‍💻", "👩🏽‍💻", "❤️‍🔥", "❤️", "1️⃣", "葛\u{e0100}", "葛\u{e01ef}"]) {
      expect(found(text)).toEqual([]);
      expect(visibleText(`${text}\u0000`)).toBe(`${text}\\x00`);
    }
    expect(visibleText("👩‍a, a‍💻")).toBe("👩\\u200da, a\\u200d💻");
    expect(found("👩‍a")).toEqual(["\u200d"]);
    expect(found("a‍💻")).toEqual(["\u200d"]);
    expect(found("a\ufe0f\u200d💻")).toEqual(["\ufe0f", "\u200d"]);
  });
});

describe("parts of a text", () => {
  it.each([
    ["a//", "/", "a"],
    ["//", "/", ""],
    ["", "/", ""],
    ["a/b", "/", "a/b"],
    ["/a", "/", "/a"],
  ])("%j without %j at its end is %j", (text, character, wanted) => {
    expect(withoutEnding(text, character)).toBe(wanted);
  });

  it.each([
    ["xaby", "a", "b", true],
    ["ba", "a", "b", false],
    ["aa", "aa", "a", false],
    ["aaa", "aa", "a", true],
    ["b", "a", "b", false],
    ["a", "a", "b", false],
    ["ab", "a", "b", true],
  ])("%j holds %j and then %j: %s", (text, first, second, holds) => {
    expect(holdsInOrder(text, first, second)).toBe(holds);
  });

  it("the reasons of a close", () => {
    expect(closedBecause({ code: 1006, reason: "", overflow: false })).toBe("code 1006");
    expect(closedBecause({ code: 4001, reason: "Job failed", overflow: false })).toBe("code 4001 Job failed");
    expect(closedBecause({ code: 4001, reason: "Job failed", overflow: true })).toMatch(/slow/);
  });

  it("the encodings that a runtime undoes", () => {
    expect(undoneEncodings([])).toEqual([]);
    expect(undoneEncodings(["sec-fetch-mode"])).toEqual([]);
    expect(undoneEncodings(["accept-encoding"])).toEqual(["gzip", "br"]);
    expect(undoneEncodings(["accept-encoding", "sec-fetch-mode"])).toEqual(["gzip", "x-gzip", "deflate", "br", "zstd"]);
  });
});
