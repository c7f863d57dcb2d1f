import { afterEach, describe, expect, it, vi } from "vitest";
import type { StreamLimits } from "../../../src/tail/options.ts";
import { StreamLimiter } from "../../../src/tail/text/stream-limiter.ts";
import { batchesOf } from "./batch-of.ts";

/** What a tail with these limits emits of a log that arrives in these pieces. */
const limited = (limits: StreamLimits, pieces: ReadonlyArray<string>, messages: "received" | "lines" = "received") => {
  const limiter = new StreamLimiter(limits, messages);
  const whole = batchesOf(...pieces);
  const results = whole.map((batch) => limiter.apply(batch));
  return {
    texts: results.map(({ batch }) => batch?.text),
    unchanged: results.map(({ batch }, at) => batch === whole[at]),
    shortened: results.map(({ batch }) => batch?.shortened),
    positions: results.map(({ batch }) => batch?.position),
    error: results.find(({ exceeded }) => exceeded !== undefined)?.exceeded,
    limiter,
  };
};

afterEach(() => {
  vi.restoreAllMocks();
});

/** The number of texts encoded as UTF-8 from now on. */
const encodings = (): (() => number) => {
  const encode = vi.spyOn(TextEncoder.prototype, "encode");
  return () => encode.mock.calls.length;
};

describe("lines within all limits", () => {
  it("are never encoded where no limit counts bytes", () => {
    const count = encodings();
    expect(limited({ maxLines: 5 }, ["a\nb\n", "c\n"]).limiter.shortened).toBeUndefined();
    expect(count()).toBe(0);
  });

  it("pass through as they are, without a copy", () => {
    const limits = { maxLines: 4, maxBytes: 36, maxHeldLineBytes: 60, maxLineBytes: 30 };
    const { unchanged, error, limiter } = limited(limits, ["abcdefgh\nabcdefgh\n", "abcdefgh\nabcdefgh\n"]);
    expect(unchanged).toEqual([true, true]);
    expect(error).toBeUndefined();
    expect(limiter.shortened).toBeUndefined();
  });

  it("pass through at exactly the limit of held bytes and of a line's bytes", () => {
    expect(limited({ maxHeldLineBytes: 9 }, ["ab\n"]).unchanged).toEqual([true]);
    expect(limited({ maxLineBytes: 9 }, ["ab\nab\n"]).unchanged).toEqual([true]);
  });
});

describe("`maxLines`", () => {
  it("lets so many lines through and then fails", () => {
    const { texts, error, shortened, positions } = limited({ maxLines: 3 }, ["a\nb\n", "c\nd\n"]);
    expect(texts).toEqual(["a\nb\n", "c\n"]);
    expect(error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "lines", statusCode: 429 });
    expect(error?.message).toMatch(/more than 3 lines.*emitted 3 lines/);
    expect(shortened).toEqual([undefined, undefined]);
    expect(positions.at(-1)).toMatchObject({ lines: 3, units: 3, newlines: 1 });
  });

  it("counts the lines of earlier batches, also where each line is checked", () => {
    const { texts, error } = limited({ maxLines: 2, maxLineBytes: 2 }, ["abc\n", "abc\nabc\n"]);
    expect(texts).toEqual(["ab\n", "ab\n"]);
    expect(error?.reason).toBe("lines");
  });

  it("encodes each line once, where it checks each", () => {
    const count = encodings();
    expect(limited({ maxLines: 2 }, ["a\nb\nc\n"]).texts).toEqual(["a\nb\n"]);
    expect(count()).toBeLessThanOrEqual(3);
  });

  it("returns no batch where the first line is already too much", () => {
    expect(limited({ maxLines: 1 }, ["a\n", "b\n"]).texts).toEqual(["a\n", undefined]);
  });
});

describe("`maxMessages`", () => {
  it("counts the received messages, and no lines", () => {
    const { texts, error, limiter } = limited({ maxMessages: 2 }, ["a\nb\nc\n"]);
    expect(texts).toEqual(["a\nb\nc\n"]);
    expect(error).toBeUndefined();
    expect(limiter.countMessage()).toBeUndefined();
    expect(limiter.countMessage()).toBeUndefined();
    expect(limiter.countMessage()).toMatchObject({ reason: "messages", message: expect.stringMatching(/than 2 mess/) });
  });

  it("has no bound when it is absent", () => {
    const limiter = new StreamLimiter({}, "received");
    for (let message = 0; message < 10; message++) expect(limiter.countMessage()).toBeUndefined();
  });

  it("counts lines, and no messages, where each line is a message", () => {
    const { texts, error, limiter } = limited({ maxMessages: 2 }, ["a\nb\nc\n"], "lines");
    expect(texts).toEqual(["a\nb\n"]);
    expect(error).toMatchObject({ reason: "messages", message: expect.stringMatching(/more than 2 lines/) });
    for (let message = 0; message < 10; message++) expect(limiter.countMessage()).toBeUndefined();
  });

  it("applies together with `maxLines`: the lower one decides and is named", () => {
    const lower = limited({ maxMessages: 1, maxLines: 2 }, ["a\nb\nc\n"], "lines");
    expect(lower).toMatchObject({ texts: ["a\n"], error: { reason: "messages" } });
    const higher = limited({ maxMessages: 3, maxLines: 2 }, ["a\nb\nc\n"], "lines");
    expect(higher).toMatchObject({ texts: ["a\nb\n"], error: { reason: "lines" } });
    const alone = limited({ maxLines: 2 }, ["a\nb\nc\n"], "lines");
    expect(alone).toMatchObject({ texts: ["a\nb\n"], error: { reason: "lines" } });
  });
});

describe("`maxBytes`", () => {
  it("counts UTF-8 with the newlines, over all batches", () => {
    const { texts, error } = limited({ maxBytes: 9 }, ["한\n", "ab\ncd\n"]);
    expect(texts).toEqual(["한\n", "ab\n"]);
    expect(error).toMatchObject({ reason: "bytes", message: expect.stringMatching(/more than 9 bytes/) });
  });

  it("lets a log of exactly so many bytes through, line by line as well", () => {
    const { texts, error } = limited({ maxBytes: 6, maxLineBytes: 2 }, ["abc\n", "abc\n"]);
    expect(texts).toEqual(["ab\n", "ab\n"]);
    expect(error).toBeUndefined();
  });

  it("counts the bytes of shortened lines in later batches", () => {
    const { texts, error } = limited({ maxBytes: 7, maxLineBytes: 4 }, ["abcde\n", "a\n", "b\n"]);
    expect(texts).toEqual(["abcd\n", "a\n", undefined]);
    expect(error?.reason).toBe("bytes");
  });
});

describe("`maxLineBytes`", () => {
  it("finds the longer line among many short ones", () => {
    for (const before of [0, 1, 2, 3, 9]) {
      const short = "ab\n".repeat(before);
      const { texts } = limited({ maxLineBytes: 30 }, [`${short}${"한".repeat(12)}\n${short}`]);
      expect(texts).toEqual([`${short}${"한".repeat(10)}\n${short}`]);
      const within = `${short}${"한".repeat(10)}\n${short}`;
      expect(limited({ maxLineBytes: 30 }, [within]).texts).toEqual([within]);
    }
  });

  it("truncates longer lines by default, and reports where and how long they were", () => {
    const { texts, shortened, limiter } = limited({ maxLineBytes: 4 }, ["ab\nabcdef\n한한\nabcd\n"]);
    expect(texts).toEqual(["ab\nabcd\n한\nabcd\n"]);
    expect(shortened).toEqual([
      [
        { index: 1, action: "truncated", bytes: 6 },
        { index: 2, action: "truncated", bytes: 6 },
      ],
    ]);
    expect(limiter.shortened).toEqual({ truncated: 2, skipped: 0, bytesLeftOut: 5 });
  });

  it("can leave longer lines out, and reports where they would be", () => {
    const { texts, shortened, positions, limiter } = limited({ maxLineBytes: 4, oversize: "skip" }, [
      "abcde\nab\nabcdef\n",
    ]);
    expect(texts).toEqual(["ab\n"]);
    expect(shortened).toEqual([
      [
        { index: 0, action: "skipped", bytes: 5 },
        { index: 1, action: "skipped", bytes: 6 },
      ],
    ]);
    expect(positions[0]).toMatchObject({ lines: 3, units: 13 });
    expect(limiter.shortened).toEqual({ truncated: 0, skipped: 2, bytesLeftOut: 11 });
  });

  it("reports a batch of which every line was left out", () => {
    const { texts, shortened } = limited({ maxLineBytes: 1, oversize: "skip" }, ["abc\n"]);
    expect(texts).toEqual([""]);
    expect(shortened).toEqual([[{ index: 0, action: "skipped", bytes: 3 }]]);
  });

  it("does not count a line that was left out against `maxLines`", () => {
    const { texts, error } = limited({ maxLineBytes: 2, maxLines: 1, oversize: "skip" }, ["abc\na\nabc\n", "abc\n"]);
    expect(texts).toEqual(["a\n", ""]);
    expect(error).toBeUndefined();
  });

  it("can be an error, after the lines before it", () => {
    const { texts, error } = limited({ maxLineBytes: 4, oversize: "error" }, ["ab\nabcde\n"]);
    expect(texts).toEqual(["ab\n"]);
    expect(error).toMatchObject({
      reason: "message-bytes",
      message: expect.stringMatching(/line 2 is longer than 4 bytes.*emitted 1 lines/),
    });
  });

  it("counts a line of one byte more than a third of the limit exactly", () => {
    const { texts, shortened } = limited({ maxLineBytes: 3 }, ["한\nabc\nabcd\n"]);
    expect(texts).toEqual(["한\nabc\nabc\n"]);
    expect(shortened[0]).toHaveLength(1);
  });
});

describe("`maxHeldLineBytes`", () => {
  it("fails at a longer line, also where `maxLineBytes` would shorten it", () => {
    for (const limits of [{ maxHeldLineBytes: 5 }, { maxHeldLineBytes: 5, maxLineBytes: 2 }]) {
      const { texts, error, limiter } = limited(limits, ["ab\nabcdef\n"]);
      expect(texts).toEqual(["ab\n"]);
      expect(error).toMatchObject({ reason: "message-bytes", message: expect.stringMatching(/line 2 .*than 5 bytes/) });
      expect(limiter.heldTooLong(5)).toBeUndefined();
      expect(limiter.heldTooLong(6)).toMatchObject({ reason: "message-bytes" });
    }
  });

  it("lets a line of exactly so many bytes through", () => {
    expect(limited({ maxHeldLineBytes: 5 }, ["abcde\n"])).toMatchObject({ texts: ["abcde\n"], error: undefined });
  });

  it("is 64 MiB by default", () => {
    const limiter = new StreamLimiter({}, "received");
    expect(limiter.heldTooLong(67_108_864)).toBeUndefined();
    expect(limiter.heldTooLong(67_108_865)).toMatchObject({ message: expect.stringMatching(/67108864 bytes/) });
  });
});
