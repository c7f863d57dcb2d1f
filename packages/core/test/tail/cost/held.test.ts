import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import type { LiveMessage } from "../../../src/tail/backend.ts";
import type { TailBatch } from "../../../src/tail/options.ts";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { realTuning, runInOrder } from "../../support/run-tail.ts";
import { scriptedFeed } from "../../support/scripted-feed.ts";
import { expectedLines, type ScriptedLog, scriptedLog, unavailable } from "../../support/scripted-log.ts";

const mebibyte = 1024 * 1024;
const maxHeldUnits = 64 * mebibyte;
const maxUnplaced = 64 * 1024;
/** The batches that wait for a consumer, the one that it has, one that is offered and one that was pulled. */
const maxWaiting = 5;
/** One batch waits for the consumer. */
const oneWaits = { ...realTuning, waitingUnits: 0 };

/** A running job's log of so many lines, each of one mebibyte. */
const longLines = (lines: number): { readonly log: ScriptedLog; readonly pulled: () => number } => {
  const line = new Uint8Array(mebibyte).fill(120);
  line[mebibyte - 1] = 10;
  const log = scriptedLog({ terminal: false });
  let pulled = 0;
  const file = () => Effect.succeed({ pull: Effect.sync(() => (pulled < lines ? (pulled++, line) : undefined)) });
  return { log: { ...log, backend: { ...log.backend, file } }, pulled: () => pulled };
};

describe("the last N lines, which wait for the end of what is there", () => {
  it("are at most 64 Mi characters: more is an error, at once", async () => {
    const { log, pulled } = longLines(80);
    const tailed = await runInOrder(log, { tail: 1_000, follow: false });
    expect(tailed.error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "held-bytes" });
    expect(tailed.lines).toEqual([]);
    expect(pulled()).toBe(65);
  });

  it("are no more than N, however long the log is", async () => {
    const { log, pulled } = longLines(70);
    const tailed = await runInOrder(log, { tail: 3, follow: false });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines.length).toBe(3);
    expect(pulled() * mebibyte).toBeGreaterThan(maxHeldUnits);
  });
});

describe("text whose place in the log is not known", () => {
  /** The most units that came between two readings of the plain log, which looks for their place. */
  const mostUnplaced = (sents: ReadonlyArray<number>): number =>
    Math.max(...sents.map((sent, at) => sent - (sents[at - 1] ?? 0)));

  for (const first of [true, false]) {
    it(`is at most 64 KiB, however fast it comes (${first ? "as the first text" : "after silence"})`, async () => {
      const frame = "not in the plain log\n".repeat(1_000);
      let connections = 0;
      const feed = scriptedFeed({
        plain: () => "head\n",
        terminal: (nth) => nth > 10,
        live: function* () {
          if (!first) yield { afterMs: 400 };
          // Endless, but for this test.
          for (let sent = 0; connections++ < 5_000 && sent < 8 * mebibyte; sent += frame.length)
            yield { message: { frames: [frame] } };
        },
      });
      const tailed = await runInOrder(feed, { retryForMs: 60_000 });
      expect(tailed.lines).toEqual(["head"]);
      expect(feed.sent()).toBeGreaterThan(maxUnplaced / 2);
      const plains = feed.requests.filter(({ kind }) => kind === "plain").map(({ sent }) => sent);
      expect(mostUnplaced([0, ...plains, feed.sent()])).toBeLessThanOrEqual(maxUnplaced + frame.length);
    });
  }

  it("is at most 64 KiB also where it may be heartbeats", async () => {
    const maybe = `{"type":"progress","text":"${"x".repeat(1_000)}"}\n`;
    let sent = 0;
    let ended = false;
    const feed = scriptedFeed({
      plain: () => "head\nplaced\n",
      terminal: () => ended,
      live: function* () {
        yield { message: { frames: ["head\nplaced\n"] } };
        yield { afterMs: 1_200 };
        for (; sent < 4_000; sent++) yield { message: { maybe, kind: `type ${sent}`, count: 1 } };
        ended = true;
      },
    });
    const tailed = await runInOrder(feed, { retryForMs: 60_000 });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(["head", "placed"]);
    const plains = feed.requests.filter(({ kind }) => kind === "plain").map((request) => request.sent);
    expect(mostUnplaced([0, ...plains])).toBeLessThanOrEqual(maxUnplaced + maybe.length);
  });
});

/** How far a source was ahead of the batches that its consumer took, in batches, at the most. */
const furthestAhead = (batches: ReadonlyArray<TailBatch>) => {
  let most = 0;
  return { sent: (count: number) => void (most = Math.max(most, count - batches.length)), most: () => most };
};

describe("a consumer that is slow", () => {
  it("makes a socket wait: what it did not take stays in the connection", async () => {
    const batches: Array<TailBatch> = [];
    const ahead = furthestAhead(batches);
    const log = scriptedLog({ log: utf8("head\n"), terminal: false });
    let sent = 0;
    const pull = Effect.sync((): LiveMessage => {
      if (sent === 0) ahead.sent(1);
      if (sent === 300) log.end();
      if (sent >= 300) return { closed: "1000" };
      const line = `live ${sent++}\n`;
      log.append(utf8(line));
      ahead.sent(sent);
      return { frames: [sent === 1 ? `head\n${line}` : line] };
    });
    const socket = { ...log, backend: { ...log.backend, socket: Effect.succeed({ pull }) } };
    const tailed = await runInOrder(socket, {}, { tuning: oneWaits, batches, eachMs: 10_000 });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(ahead.most()).toBeLessThanOrEqual(maxWaiting);
    expect(countOf(log.requests, "file")).toBe(2);
  });

  it("makes the plain log wait", async () => {
    const batches: Array<TailBatch> = [];
    const ahead = furthestAhead(batches);
    const log = scriptedLog({
      log: utf8(numbered(300)),
      fault: ({ kind }) => (kind === "file" ? { failWith: unavailable() } : undefined),
    });
    let sent = 0;
    const lines = numbered(300).match(/.*\n/g) ?? [];
    const pull = Effect.sync(() => {
      const line = lines[sent++];
      ahead.sent(Math.min(sent, lines.length));
      return line;
    });
    const tailed = await runInOrder(
      { ...log, backend: { ...log.backend, plain: Effect.succeed({ pull }) } },
      {},
      { tuning: oneWaits, batches, eachMs: 10_000 },
    );
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(ahead.most()).toBeLessThanOrEqual(maxWaiting);
  });

  it("takes no more off the file's connection than may be held, and then keeps none open", async () => {
    const tuning = { ...oneWaits, directBytes: 1_000, heldBytes: 4_000 };
    const log = scriptedLog({ log: utf8(numbered(2_000)), pieceBytes: 100 });
    const batches: Array<TailBatch> = [];
    let most = 0;
    const bytesOf = (): number => batches.reduce((bytes, { text }) => bytes + text.length, 0);
    const { file } = log.backend;
    const watched = {
      ...log.backend,
      file: (lines: number) =>
        Effect.map(file(lines), ({ pull }) => ({
          pull: Effect.tap(pull, () =>
            Effect.sync(() => {
              // Read from its start: what was given before comes again.
              if (lines === -1) most = Math.max(most, log.fileBytes() - bytesOf());
            }),
          ),
        })),
    };
    const tailed = await runInOrder({ ...log, backend: watched }, {}, { tuning, batches, eachMs: 3_000 });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(most).toBeLessThanOrEqual(tuning.heldBytes + 100 * (maxWaiting + 1));
    expect(log.fileBytes()).toBeLessThan(6 * log.log().length);
    expect(countOf(log.requests, "file")).toBeGreaterThan(3);
  });
});
