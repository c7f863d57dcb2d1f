import { describe, expect, it } from "vitest";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder } from "../../support/run-tail.ts";
import { scriptedFeed } from "../../support/scripted-feed.ts";
import { eachSecond, expectedLines, noNode, scriptedLog } from "../../support/scripted-log.ts";

const lineAt = (n: number): string => `live ${n}\n`;

describe("the requests of a tail", () => {
  it("are few while a socket brings 300 lines one by one", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      onSocketLook: eachSecond(300, lineAt),
    });
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.tookMs).toBeGreaterThan(290_000);
    // The file before the socket, and after the end.
    expect(countOf(log.requests, "file")).toBeLessThanOrEqual(3);
    expect(countOf(log.requests, "socket")).toBe(1);
    expect(countOf(log.requests, "job")).toBeLessThanOrEqual(5);
    expect(countOf(log.requests, "plain")).toBe(0);
  });

  it("are few while a socket brings 300 lines that begin with an empty one", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      onSocketLook: eachSecond(300, (n) => `${lineAt(n)}\n`),
    });
    const tailed = await runInOrder(log, { protocol: "websocket" });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "file")).toBeLessThanOrEqual(3);
    expect(countOf(log.requests, "socket")).toBeLessThanOrEqual(2);
  });

  it("are at most one a second by file for a job that writes, and one each five seconds for a quiet one", async () => {
    const busy = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      socket: false,
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index <= 100) self.append(utf8(lineAt(index)));
        else self.end();
      },
    });
    const written = await runInOrder(busy);
    expect(written.lines).toEqual(expectedLines(busy.log()));
    expect(countOf(busy.requests, "file")).toBeLessThanOrEqual(written.tookMs / 1_000 + 3);
    // New lines are looked for each second, or they come late.
    expect(written.tookMs).toBeLessThan(110_000);

    const still = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      socket: false,
      onRequest: ({ kind, index }, self) => void (kind === "job" && index > 100 && self.end()),
    });
    const quiet = await runInOrder(still);
    expect(quiet.lines).toEqual(expectedLines(still.log()));
    expect(countOf(still.requests, "file")).toBeLessThanOrEqual(quiet.tookMs / 5_000 + 8);
    expect(quiet.tookMs).toBeLessThan(510_000);
  });

  it("come sooner again when a quiet job writes", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      socket: false,
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index > 30 && index <= 60) self.append(utf8(lineAt(index)));
        else if (index > 60) self.end();
      },
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    // 30 looks that grow to 5 s, then 30 of one second.
    expect(tailed.tookMs).toBeLessThan(30 * 5_000 + 40_000);
  });

  it("are one each five seconds for a job that waits for a node", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      fault: ({ kind, index }) => (kind === "file" && index < 200 ? { failWith: noNode() } : undefined),
      onRequest: ({ kind, index }, self) => void (kind === "job" && index > 202 && self.end()),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.statuses.some(({ type }) => type === "retrying")).toBe(false);
    expect(countOf(log.requests, "file")).toBeLessThanOrEqual(tailed.tookMs / 5_000 + 20);
    expect(countOf(log.requests, "socket")).toBeLessThanOrEqual(1);
    expect(tailed.tookMs).toBeLessThan(200 * 5_500);
  });

  for (const replays of [true, false]) {
    it(`are few whole logs while a stream ${replays ? "with" : "without"} a replay brings 300 lines`, async () => {
      const before = numbered(20);
      let written = before;
      let ended = false;
      const feed = scriptedFeed({
        plain: () => written,
        terminal: () => ended,
        live: function* () {
          if (replays) yield { message: { frames: [written] } };
          for (let n = 0; n < 300; n++) {
            yield { afterMs: 1_000 };
            written += lineAt(n);
            yield { message: { frames: [lineAt(n)] } };
          }
          ended = true;
          yield { message: { complete: true } };
        },
      });
      const tailed = await runInOrder(feed);
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(utf8(written)));
      expect(countOf(feed.requests, "live")).toBe(1);
      expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(5);
      expect(countOf(feed.requests, "job")).toBeLessThanOrEqual(8);
    });
  }
});
