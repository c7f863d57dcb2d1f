import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerpt, lastMeaningfulLine, visibleText } from "../../src/http/visible-text.ts";

describe("text of a server in a message", () => {
  it("escapes characters that would act on a terminal", () => {
    expect(visibleText("a\u001b[31m\u0000\u009b\u202eb\tc\n")).toBe("a\\x1b[31m\\x00\\x9b\\u202eb\tc\\n");
  });

  it("takes the last meaningful line of nested tracebacks", () => {
    const text =
      "Traceback (most recent call last):\n  File\nRuntimeError: 400: Traceback\n  File\nValueError: taken.\n.\n\n";
    expect(lastMeaningfulLine(text)).toBe("ValueError: taken.");
    expect(lastMeaningfulLine(" \n.\r\n")).toBe("");
    expect(lastMeaningfulLine("x".repeat(1000))).toHaveLength(300);
  });

  it("is cut before a pair that does not fit, and nowhere else", () => {
    expect(excerpt("abcdefgh😀zzz", 10)).toBe("abcdefgh…");
    expect(excerpt("😀abcdefghijk", 10)).toBe("😀abcdefg…");
  });

  it("is never longer than the limit, has no control characters and no half pair", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 2, max: 30 }), (text, limit) => {
        const short = excerpt(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        // oxlint-disable-next-line no-control-regex -- that is the question
        expect(short).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
        expect(short).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
