import { describe, expect, it } from "vitest";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { realTuning, runInOrder } from "../../support/run-tail.ts";
import { eachSecond, expectedLines, type ScriptedLog, scriptedLog } from "../../support/scripted-log.ts";

const tuning = { ...realTuning, directBytes: 20_000, heldBytes: 40_000 };
/** 50 lines of 100 bytes. */
const block = (n: number): string => numbered(50, `block ${n} line`, 99);

describe("a long log that came by socket", () => {
  for (const end of ["cut", "ended"] as const) {
    it(`is read again from a place near its end only (${end})`, async () => {
      let beforeEnd: number | undefined;
      const log = scriptedLog({
        log: utf8("start\n"),
        terminal: false,
        pieceBytes: 4_096,
        fault: ({ kind, index }) =>
          end === "cut" && kind === "socket" ? { cutAfter: index === 0 ? 900_000 : 0 } : undefined,
        onSocketLook: (look, self) => {
          eachSecond(200, block)(look, self);
          if (look === 399) beforeEnd = self.fileBytes();
        },
        onRequest: ({ kind, index }, self) => {
          if (kind === "socket" && index === 1) {
            beforeEnd = self.fileBytes();
            self.end();
          }
        },
      });
      const tailed = await runInOrder(log, {}, { tuning });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(log.fileBytes() - (beforeEnd ?? 0)).toBeLessThan(log.log().length / 4);
      // For each 40,000 units that the socket brought, the file is read at most twice: each a search, the text, and a proof.
      expect(countOf(log.requests, "file")).toBeLessThan(7 * (log.log().length / tuning.heldBytes));
    });
  }

  it("costs no more of the file than twice the log while the socket brings it", async () => {
    const log = scriptedLog({
      log: utf8("start\n"),
      terminal: false,
      pieceBytes: 4_096,
      onSocketLook: eachSecond(200, block),
    });
    const tailed = await runInOrder(log, {}, { tuning });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.fileBytes()).toBeLessThan(2 * log.log().length);
  });

  it("costs no look at the file while it is short", async () => {
    const log = scriptedLog({
      log: utf8("start\n"),
      terminal: false,
      onSocketLook: eachSecond(200, block),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "file")).toBe(2);
  });
});

describe("a socket that is cut again and again", () => {
  const long = numbered(3_000, "line", 99);

  it("is left for the file when the log is long", async () => {
    const log: ScriptedLog = scriptedLog({
      log: utf8(long),
      terminal: false,
      pieceBytes: 16_384,
      // Each connection brings new lines before it is cut.
      fault: ({ kind }) => (kind === "socket" ? { cutAfter: log.log().length + 1_000 } : undefined),
      onSocketLook: (_, self) => self.append(utf8(numbered(100, "more", 20))),
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index < 40) self.append(utf8(numbered(5, `by ${index}`)));
        else self.end();
      },
    });
    const tailed = await runInOrder(log, {}, { tuning: { ...realTuning, directBytes: 20_000 } });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    // 16 MiB of replay are let be at first, then a quarter of that after each cut: the fourth is 256 KiB.
    expect(countOf(log.requests, "socket")).toBe(3);
  });

  it("stays the source of a short log", async () => {
    const log = scriptedLog({
      log: utf8(numbered(20)),
      terminal: false,
      fault: ({ kind, index }) => (kind === "socket" ? { cutAfter: 400 * (index + 1) } : undefined),
      onSocketLook: (_, self) => self.append(utf8(numbered(20, "more"))),
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 30 && self.end()),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "socket")).toBeGreaterThan(10);
  });

  it("is not opened for a long log whose file answers were cut three times", async () => {
    const log = scriptedLog({
      log: utf8(long),
      terminal: false,
      pieceBytes: 16_384,
      fault: ({ kind, index }) => (kind === "file" && index < 3 ? { cutAfter: 50_000 * (index + 1) } : undefined),
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 20 && self.end()),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "socket")).toBe(0);
  });

  it("is opened for a long log whose file answers were not", async () => {
    const log = scriptedLog({
      log: utf8(long),
      terminal: false,
      pieceBytes: 16_384,
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 20 && self.end()),
    });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(countOf(log.requests, "socket")).toBe(1);
  });
});
