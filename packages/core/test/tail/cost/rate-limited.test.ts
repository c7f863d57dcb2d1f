import { describe, expect, it } from "vitest";
import { type JobwireError, RateLimited, ServerError } from "../../../src/errors.ts";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { orderedClock } from "../../support/ordered-clock.ts";
import { runTail } from "../../support/run-tail.ts";
import { expectedLines, scriptedLog } from "../../support/scripted-log.ts";

const limits: ReadonlyArray<readonly [string, () => JobwireError]> = [
  ["429", () => new RateLimited({ statusCode: 429, message: "429" })],
  ["503", () => new ServerError({ statusCode: 503, reason: "unavailable", message: "503" })],
];

/** A job of 20,000 lines that runs for a minute, behind a proxy that accepts one request in so many milliseconds. */
const follow = async (everyMs: number, error: () => JobwireError, socket: boolean) => {
  const clock = orderedClock();
  const endsAt = clock.now() + 60_000;
  let acceptedAt = Number.NEGATIVE_INFINITY;
  let refused = 0;
  const log = scriptedLog({
    log: utf8(numbered(20_000)),
    pieceBytes: 65_536,
    terminal: false,
    socket,
    fault: () => {
      if (clock.now() - acceptedAt < everyMs) {
        refused++;
        return { failWith: error() };
      }
      acceptedAt = clock.now();
      return undefined;
    },
    onRequest: (_, self) => {
      if (clock.now() > endsAt) self.end();
    },
    onSocketLook: (_, self) => {
      if (clock.now() > endsAt) self.end();
    },
  });
  const tailed = await runTail(log, {}, {}, [], 0, clock);
  return { log, tailed, refused };
};

describe("a tail behind a proxy that limits the rate, without the pace of its client", () => {
  for (const [name, error] of limits) {
    for (const everyMs of [500, 1_000]) {
      for (const socket of [true, false]) {
        it(`comes to its end: ${name}, one in ${everyMs} ms, ${socket ? "by WebSocket" : "by file"}`, async () => {
          const { log, tailed, refused } = await follow(everyMs, error, socket);
          expect(tailed.error).toBeUndefined();
          expect(tailed.lines.length).toBe(20_000);
          expect(tailed.lines).toEqual(expectedLines(log.log()));
          expect(tailed.tookMs).toBeLessThan(90_000);
          // The best is one request for each place; more refusals than accepted requests would be a storm.
          expect(refused).toBeLessThanOrEqual((log.requests.length * 2) / 3);
          expect(log.requests.length).toBeLessThanOrEqual((2.5 * tailed.tookMs) / everyMs + 10);
          if (socket) expect(countOf(log.requests, "socket")).toBeGreaterThan(0);
        });
      }
    }
  }
});
