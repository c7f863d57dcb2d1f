import type { TailStatus } from "@jobwire/core";
import { expect, test } from "vitest";
import type { Notices } from "../src/output/notices.ts";
import { tailNotices } from "../src/output/tail-notices.ts";

const noted = (verbose: boolean, ...statuses: ReadonlyArray<TailStatus>): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  const notices = { verbose, note: (text: string) => void lines.push(text) } as unknown as Notices;
  const print = tailNotices("train-7", notices);
  for (const status of statuses) print(status);
  return lines;
};

const reason = "the server limits the rate of requests (429), so Jobwire sends one every 1.1 s";

test("a tail that waits for its turn says so, with and without --verbose", () => {
  for (const verbose of [true, false]) {
    expect(noted(verbose, { type: "waiting", source: "file", waitedMs: 5_000, reason })).toEqual([
      `train-7: still waiting: ${reason}`,
    ]);
  }
});
