import { describe, expect, it } from "vitest";
import type { TailBatch } from "../../../src/tail/options.ts";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder } from "../../support/run-tail.ts";
import { type FeedStep, scriptedFeed } from "../../support/scripted-feed.ts";
import { expectedLines } from "../../support/scripted-log.ts";

const known = `first\n${numbered(50)}`;

describe("a live source of which it is not known where it begins", () => {
  it("is not taken for a replay by new lines that look like the log's first ones", async () => {
    // The plain log shows the first new line a second after the live source.
    let shown = known;
    let ended = false;
    let before = 0;
    const batches: Array<TailBatch> = [];
    const feed = scriptedFeed({
      plain: () => shown,
      terminal: () => ended,
      live: function* (nth): Iterable<FeedStep> {
        // The log is known when the second connection is opened.
        if (nth === 0) return yield { afterMs: 500, message: { closed: "1000" } };
        yield { afterMs: 500, message: { frames: ["first\n"] } };
        yield { afterMs: 1_000 };
        shown += "first\n";
        for (let n = 0; n < 10; n++) {
          yield { afterMs: 2_000 };
          shown += `new ${n}\n`;
          yield { message: { frames: [`new ${n}\n`] } };
        }
        before = batches.reduce((lines, batch) => lines + batch.lines.length, 0);
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed, {}, { batches });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(shown)));
    expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", lines: 62 });
    // Its new lines are given as they come, not at the end from the plain log.
    expect(before).toBeGreaterThanOrEqual(60);
    expect(countOf(feed.requests, "live")).toBe(2);
  });

  it("is not taken for a replay by a new line that is the log's first one, on the first connection to a log that lags", async () => {
    // The plain log shows each line a second after the live source.
    let shown = known;
    let ended = false;
    let before = 0;
    const batches: Array<TailBatch> = [];
    const feed = scriptedFeed({
      plain: () => shown,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        yield { afterMs: 500, message: { frames: ["first\n"] } };
        yield { afterMs: 1_000 };
        shown += "first\n";
        for (let n = 0; n < 10; n++) {
          yield { afterMs: 1_000, message: { frames: [`new ${n}\n`] } };
          yield { afterMs: 1_000 };
          shown += `new ${n}\n`;
        }
        before = batches.reduce((lines, batch) => lines + batch.lines.length, 0);
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed, {}, { batches });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(shown)));
    expect(before).toBeGreaterThanOrEqual(60);
    expect(countOf(feed.requests, "live")).toBe(1);
  });

  it("is known after its first text: a replay costs one whole log, and the next connections none", async () => {
    let written = known;
    let ended = false;
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (nth): Iterable<FeedStep> {
        yield { message: { frames: [written] } };
        for (let n = 0; n < 5; n++) {
          yield { afterMs: 100 };
          written += `new ${nth} ${n}\n`;
          yield { message: { frames: [`new ${nth} ${n}\n`] } };
        }
        if (nth < 5) return yield { message: { closed: "1000" } };
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    expect(countOf(feed.requests, "live")).toBe(6);
    expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(4);
  });

  it("gives lines that are in the log once only as soon as they come, each without a whole log", async () => {
    let written = known;
    let ended = false;
    const plainBefore: Array<number> = [];
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        for (let n = 0; n < 50; n++) {
          yield { afterMs: 700 };
          written += `new ${n}\n`;
          plainBefore.push(countOf(feed.requests, "plain"));
          yield { message: { frames: [`new ${n}\n`] } };
        }
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    // The place of the first line is looked for once; nothing of the rest is.
    expect(plainBefore.at(-1)).toBeLessThanOrEqual(3);
    expect(plainBefore.at(-1)).toBe(plainBefore.at(5));
  });

  it("waits for nothing while a fast replay comes: two looks and the end, in no time", async () => {
    const pieces = Array.from({ length: 200 }, (_, n) => numbered(100, `piece ${n}`, 99));
    let written = "";
    let ended = false;
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        for (const [n, piece] of pieces.entries()) {
          // The first piece comes alone, and the log is longer than what the tail holds when the tail looks for it.
          if (n === 1) yield { afterMs: 30 };
          for (const more of pieces.slice(Math.max(0, n - 20), n + 20)) if (!written.includes(more)) written += more;
          yield { message: { frames: [piece] } };
        }
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    expect(tailed.tookMs).toBeLessThan(100);
    expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(3);
    expect(countOf(feed.requests, "job")).toBeLessThanOrEqual(2);
  });

  it("needs one look when the replay fills what the tail holds at once", async () => {
    const pieces = Array.from({ length: 50 }, (_, n) => numbered(100, `piece ${n}`, 99));
    let ended = false;
    const feed = scriptedFeed({
      plain: () => pieces.join(""),
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        for (const piece of pieces) yield { message: { frames: [piece] } };
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.lines).toEqual(expectedLines(utf8(pieces.join(""))));
    expect(tailed.tookMs).toBe(0);
    expect(countOf(feed.requests, "plain")).toBe(2);
  });

  it("shows the first line after a silent look soon, without a further look", async () => {
    let written = known;
    let ended = false;
    const shown: Array<number> = [];
    const batches: Array<TailBatch> = [];
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        yield { afterMs: 400 };
        for (let n = 0; n < 3; n++) {
          written += `new ${n}\n`;
          yield { message: { frames: [`new ${n}\n`] } };
          yield { afterMs: 120 };
          shown.push(batches.reduce((lines, batch) => lines + batch.lines.length, 0));
        }
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed, {}, { batches });
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    expect(shown).toEqual([52, 53, 54]);
    expect(countOf(feed.requests, "plain")).toBe(3);
  });

  it("costs a whole log a second at most where messages may be text again and again", async () => {
    for (const afterMs of [0, 50, 200]) {
      let written = "head\n";
      let ended = false;
      const feed = scriptedFeed({
        plain: () => written,
        terminal: () => ended,
        live: function* (): Iterable<FeedStep> {
          for (let n = 0; n < 300; n++) {
            yield { afterMs };
            written += `?\nnew ${n}\n`;
            yield { message: { doubtful: "?\n" } };
            yield { message: { frames: [`new ${n}\n`] } };
          }
          ended = true;
          yield { message: { closed: "1000" } };
        },
      });
      const tailed = await runInOrder(feed);
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(utf8(written)));
      expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(tailed.tookMs / 1_000 + 4);
    }
  });

  for (const units of [1_000, 20_000, 70_000]) {
    it(`costs a whole log a second at most where a fast log repeats itself (${units} units at once)`, async () => {
      const message = { frames: ["same\n".repeat(units / 5)] };
      let written = `head\n${"same\n".repeat(20_000)}`;
      let reads = 0;
      const feed = scriptedFeed({
        plain: () => {
          reads++;
          written += "same\n".repeat(100);
          return written;
        },
        terminal: () => reads > 100,
        live: function* (): Iterable<FeedStep> {
          for (;;) {
            yield { afterMs: 5 };
            yield { message };
          }
        },
        plainPiece: 64 * 1024,
      });
      const tailed = await runInOrder(feed);
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(utf8(written)));
      // Each connection may look once sooner than planned: what its first text shows twice, more text may show once.
      expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual((2 * tailed.tookMs) / 1_000 + 4);
    });
  }

  it("does not make fast bare lines wait for the meaning of the first empty one", async () => {
    const lines = numbered(700, "bare", 99);
    let written = "";
    let ended = false;
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        written = lines;
        yield { message: { frames: [lines] } };
        for (let n = 0; n < 20; n++) {
          written += `\n${lines}`;
          yield { afterMs: 5, message: { maybe: "\n", kind: "empty", count: 1 } };
          yield { message: { frames: [lines] } };
        }
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    expect(tailed.tookMs).toBeLessThan(200);
    expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(3);
  });

  it("costs few whole logs where its lines are in the log many times", async () => {
    let written = `head\n${"same\n".repeat(50)}`;
    let ended = false;
    const feed = scriptedFeed({
      plain: () => written,
      terminal: () => ended,
      live: function* (): Iterable<FeedStep> {
        for (let n = 0; n < 100; n++) {
          yield { afterMs: 1_000 };
          written += "same\n";
          yield { message: { frames: ["same\n"] } };
        }
        ended = true;
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(utf8(written)));
    expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(tailed.tookMs / 5_000 + 10);
  });
});
