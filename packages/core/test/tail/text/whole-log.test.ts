import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { wholeLog } from "../../../src/tail/text/whole-log.ts";

/** A plain log in these pieces, and how many of them were pulled. */
const logOf = (pieces: ReadonlyArray<string>) => {
  let pulled = 0;
  return { log: { pull: Effect.sync(() => pieces[pulled++]) }, pulled: () => pulled };
};
const whole = (pieces: ReadonlyArray<string>): Promise<string> =>
  Effect.runPromise(wholeLog('job "x"', logOf(pieces).log));

describe("the whole log as one string", () => {
  it("joins all pieces in their order", async () => {
    expect(await whole([])).toBe("");
    expect(await whole(["a\n", "b", "", "c\n"])).toBe("a\nbc\n");
  });

  it("joins single characters, however many", async () => {
    for (const count of [4_095, 4_096, 4_097, 8_193]) {
      const pieces = Array.from({ length: count }, (_, n) => String.fromCharCode(97 + (n % 26)));
      expect((await whole(pieces)) === pieces.join("")).toBe(true);
    }
  });

  it("has at most 256 Mi characters: more is an error, and no further piece is read", async () => {
    const piece = "x".repeat(2 ** 26);
    const { log, pulled } = logOf([piece, piece, piece, piece, "y", "z"]);
    const error = await Effect.runPromise(Effect.flip(wholeLog('job "x"', log)));
    expect(error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "bytes" });
    expect(error.message).toMatch(/^job "x" is longer than 268435456 characters.*Use tailLogs/);
    expect(pulled()).toBe(5);
    const exactly = "x".repeat(2 ** 28);
    expect((await whole([exactly])).length).toBe(2 ** 28);
  });
});
