import { describe, expect, it } from "vitest";
import { type Backoff, backoffMs } from "../../src/retry/backoff.ts";

const plain: Backoff = { attempt: 0, budgeted: true, random: 0.5 };

describe("the delay before the next try", () => {
  it.each<readonly [Partial<Backoff>, number]>([
    [{}, 250],
    [{ attempt: 3 }, 2_000],
    [{ attempt: 6 }, 10_000],
    [{ attempt: 1_000 }, 10_000],
    [{ random: 0 }, 200],
    [{ random: 0.25 }, 225],
    [{ budgeted: false }, 10_000],
    [{ madeProgress: true, attempt: 9 }, 100],
    [{ madeProgress: true, budgeted: false }, 100],
    [{ retryAfterMs: 60_000 }, 60_000],
    [{ retryAfterMs: 1 }, 250],
    [{ retryAfterMs: 60_000, leftMs: 5_000 }, 5_000],
    [{ leftMs: 10 }, 10],
    [{ leftMs: 0 }, 0],
    [{ leftMs: -5 }, 0],
  ])("with %o is %d ms", (changes, expected) => {
    expect(backoffMs({ ...plain, ...changes })).toBe(expected);
  });
});
