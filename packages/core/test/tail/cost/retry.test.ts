import { describe, expect, it } from "vitest";
import { RateLimited, ServerError } from "../../../src/errors.ts";
import { RetryBudget } from "../../../src/retry/retry-budget.ts";
import type { TailStatus } from "../../../src/tail/options.ts";
import { numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder, type Tailed } from "../../support/run-tail.ts";
import { scriptedFeed } from "../../support/scripted-feed.ts";
import { cut, expectedLines, type Request, scriptedLog, unavailable } from "../../support/scripted-log.ts";

type Retrying = Extract<TailStatus, { readonly type: "retrying" }>;

const retriesOf = ({ statuses }: Tailed): ReadonlyArray<Retrying> =>
  statuses.filter((status): status is Retrying => status.type === "retrying");
const askedToWaitMs = 90_000;
const busy = (): RateLimited => new RateLimited({ statusCode: 429, message: "busy", retryAfterMs: askedToWaitMs });
const down = (): ServerError => new ServerError({ statusCode: 503, message: "down", retryAfterMs: askedToWaitMs });
const emptyBudget = (): RetryBudget => {
  const budget = new RetryBudget();
  while (budget.spend(cut()));
  return budget;
};
/** The first requests of a kind fail. */
const firstOf =
  (kind: Request["kind"], count: number) =>
  (failWith: () => RateLimited | ServerError) =>
  (request: Request): { readonly failWith: RateLimited | ServerError } | undefined =>
    request.kind === kind && request.index < count ? { failWith: failWith() } : undefined;

describe("a server that asks for time (Retry-After)", () => {
  for (const [name, error] of [
    ["429", busy],
    ["503", down],
  ] as const) {
    it(`gets it from the tail before the status is asked again (${name})`, async () => {
      const log = scriptedLog({ log: utf8(numbered(5)), fault: firstOf("job", 1)(error) });
      const tailed = await runInOrder(log);
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(retriesOf(tailed).map(({ source, delayMs }) => [source, delayMs])).toEqual([["job", askedToWaitMs]]);
      expect(tailed.tookMs).toBeGreaterThanOrEqual(askedToWaitMs);
    });

    it(`gets it from the tail before the log is asked again (${name})`, async () => {
      const log = scriptedLog({
        log: utf8(numbered(5)),
        fault: (request) =>
          (request.kind === "file" || request.kind === "plain") && request.index < 2
            ? { failWith: error() }
            : undefined,
      });
      const tailed = await runInOrder(log);
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      const [first] = retriesOf(tailed);
      expect(first).toMatchObject({ source: "file", delayMs: askedToWaitMs });
      expect(tailed.tookMs).toBeGreaterThanOrEqual(askedToWaitMs);
    });
  }

  it("gets it from the tail before a live source is asked again", async () => {
    const text = numbered(5);
    let ended = false;
    const feed = scriptedFeed({
      plain: () => text,
      terminal: () => ended,
      live: function* (nth) {
        if (nth === 0) yield { failWith: busy() };
        ended = true;
        yield { message: { frames: [text] } };
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.lines).toEqual(expectedLines(utf8(text)));
    expect(retriesOf(tailed)[0]?.delayMs).toBe(askedToWaitMs);
    expect(tailed.tookMs).toBeGreaterThanOrEqual(askedToWaitMs);
  });

  it("is not asked later than the tail may retry", async () => {
    const log = scriptedLog({ log: utf8(numbered(5)), fault: firstOf("job", 1)(busy) });
    const tailed = await runInOrder(log, { retryForMs: 20_000 });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.tookMs).toBeLessThanOrEqual(20_000);
  });
});

describe("the delays of a tail", () => {
  it("grow from a quarter of a second to ten seconds, and begin again after a success", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      socket: false,
      fault: (request) =>
        request.kind === "job" && (request.index < 10 || request.index === 11)
          ? { failWith: new ServerError({ statusCode: 503, message: "down" }) }
          : undefined,
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 13 && self.end()),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    const retries = retriesOf(tailed);
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1]);
    for (const { attempt, delayMs } of retries) {
      const full = Math.min(10_000, 250 * 2 ** (attempt - 1));
      expect(delayMs).toBeGreaterThanOrEqual(full * 0.75);
      expect(delayMs).toBeLessThanOrEqual(full * 1.25);
    }
  });

  it("are short after each cut that brought something, however many there are", async () => {
    let cuts = 0;
    const log = scriptedLog({
      log: utf8(numbered(400)),
      socket: false,
      pieceBytes: 50,
      fault: (request) =>
        request.kind === "file" && cuts++ < 20 ? { cutAfter: 100 * request.index + 100 } : undefined,
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    const retries = retriesOf(tailed);
    expect(retries.length).toBe(20);
    expect(Math.max(...retries.map(({ delayMs }) => delayMs))).toBeLessThanOrEqual(125);
  });

  it("end with the error of the last try, no later than retryForMs and one delay after the first", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      fault: ({ kind }) => (kind === "job" ? { failWith: unavailable() } : undefined),
    });
    const tailed = await runInOrder(log, { retryForMs: 60_000 });
    expect(tailed.error).toMatchObject({ _tag: "ServerError", position: { lines: 0 } });
    expect(tailed.tookMs).toBe(60_000);
  });
});

describe("the retry budget of a client", () => {
  it("is spent by the retries of a tail", async () => {
    const budget = new RetryBudget();
    const log = scriptedLog({
      log: utf8(numbered(5)),
      fault: ({ kind, index }) => (kind === "job" && index < 6 ? { failWith: unavailable() } : undefined),
    });
    await runInOrder(log, {}, { budget });
    // Six retries of 5 tokens, and the file's success without one.
    expect(budget.tokens).toBeLessThanOrEqual(500 - 6 * 5 + 1);
    expect(budget.tokens).toBeGreaterThanOrEqual(500 - 6 * 5);
  });

  it("that is empty makes a tail wait the longest delay at once", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      fault: ({ kind, index }) => (kind === "job" && index < 2 ? { failWith: unavailable() } : undefined),
    });
    const tailed = await runInOrder(log, {}, { budget: emptyBudget() });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    const retries = retriesOf(tailed);
    expect(retries.length).toBe(2);
    for (const { delayMs } of retries) {
      expect(delayMs).toBeGreaterThanOrEqual(7_500);
      expect(delayMs).toBeLessThanOrEqual(12_500);
    }
  });

  it("refills by a tail's successes", async () => {
    const budget = emptyBudget();
    const left = budget.tokens;
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      socket: false,
      fault: ({ kind, index }) => (kind === "job" && index === 30 ? { failWith: unavailable() } : undefined),
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 32 && self.end()),
    });
    const tailed = await runInOrder(log, {}, { budget });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    const [retry] = retriesOf(tailed);
    expect(retry?.delayMs).toBeLessThan(500);
    // One for each status and each look at the file that succeeded at once.
    expect(budget.tokens).toBeGreaterThanOrEqual(left + 2 * 29 - 5);
  });

  it("does not refill by a success that took a retry", async () => {
    const budget = emptyBudget();
    const left = budget.tokens;
    const log = scriptedLog({
      log: utf8(numbered(5)),
      fault: ({ kind, index }) => (kind === "job" && index === 0 ? { failWith: unavailable() } : undefined),
    });
    await runInOrder(log, {}, { budget });
    // The file's success alone: the status took a retry.
    expect(budget.tokens).toBe(left + 1);
  });
});
