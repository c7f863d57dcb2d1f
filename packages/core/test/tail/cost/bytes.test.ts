import { describe, expect, it } from "vitest";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { realTuning, runInOrder } from "../../support/run-tail.ts";
import { eachSecond, expectedLines, scriptedLog } from "../../support/scripted-log.ts";

const tuning = { ...realTuning, directBytes: 8_000 };
/** 200 kB in lines of 100 bytes. */
const known = numbered(2_000, "known", 99);

describe("the bytes of a tail", () => {
  it("are the log's own, once, when it has ended", async () => {
    const log = scriptedLog({ log: utf8(known), pieceBytes: 4_096 });
    const tailed = await runInOrder(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.fileBytes()).toBe(log.log().length);
    expect(log.requests.length).toBe(2);
  });

  it("are only those of the end at each look at a long log that grows", async () => {
    const log = scriptedLog({
      log: utf8(known),
      terminal: false,
      socket: false,
      pieceBytes: 1_000,
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index < 100) self.append(utf8(numbered(3, `grown ${index}`, 99)));
        else self.end();
      },
    });
    const tailed = await runInOrder(log, {}, { tuning });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    // Each look overlaps by up to 41 lines of 4 KiB and by 64 more; a look from the start would cost 200 kB.
    expect(log.fileBytes() - log.log().length).toBeLessThan(100 * 20_000);
    expect(countOf(log.requests, "file")).toBeLessThan(230);
    expect(log.requests.filter((r) => r.kind === "file" && r.lines === -1).length).toBe(1);
  });

  it("are few at each look at a long log that is quiet", async () => {
    const log = scriptedLog({
      log: utf8(known),
      terminal: false,
      socket: false,
      pieceBytes: 1_000,
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 100 && self.end()),
    });
    const tailed = await runInOrder(log, {}, { tuning });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.fileBytes() - log.log().length).toBeLessThan(100 * 13_000 + 100_000);
    // One request a look; each eighth proves its place by another.
    expect(countOf(log.requests, "file")).toBeLessThan(100 + 100 / 8 + 10);
  });

  it("of a link that cuts each answer are less than three times the log", async () => {
    const log = scriptedLog({
      log: utf8(known),
      pieceBytes: 4_096,
      fault: ({ kind }) => (kind === "file" ? { cutAfter: 60_000 } : undefined),
    });
    const tailed = await runInOrder(log, {}, { tuning });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.fileBytes()).toBeLessThan(3 * log.log().length);
    expect(countOf(log.requests, "file")).toBeLessThan(25);
  });

  it("of a tail that goes on near the end are few", async () => {
    const whole = await runInOrder(scriptedLog({ log: utf8(known), pieceBytes: 4_096 }));
    const from = JSON.parse(JSON.stringify(whole.batches.at(-2)?.position));
    const log = scriptedLog({ log: utf8(known), pieceBytes: 4_096 });
    const rest = await runInOrder(log, { from }, { tuning: { ...tuning, firstGuessLines: 16 } });
    expect(rest.error).toBeUndefined();
    expect(rest.lines).toEqual(whole.batches.at(-1)?.lines);
    expect(log.fileBytes()).toBeLessThan(log.log().length / 2);
  });

  it("of a socket's log are the file's from where it was read last", async () => {
    const log = scriptedLog({
      log: utf8(known),
      terminal: false,
      pieceBytes: 4_096,
      onSocketLook: eachSecond(30, (n) => `live ${n}\n`),
    });
    const tailed = await runInOrder(log, {}, { tuning });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.fileBytes()).toBeLessThan(2 * log.log().length);
  });

  it("of a log that repeats itself cost no more than 4 kB a millisecond", async () => {
    const log = scriptedLog({
      log: utf8("same\n".repeat(200_000)),
      terminal: false,
      socket: false,
      pieceBytes: 65_536,
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index < 60) self.append(utf8("same\n"));
        else self.end();
      },
    });
    const tailed = await runInOrder(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines.length).toBe(expectedLines(log.log()).length);
    expect(log.fileBytes() - 3 * log.log().length).toBeLessThan(tailed.tookMs * 4_096);
  });
});
