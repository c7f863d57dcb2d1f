import { describe, expect, it } from "vitest";
import { expectedLines, scriptedLog, unavailable } from "../support/scripted-log.ts";
import { runTail, smallTuning } from "../support/run-tail.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbered = (count: number, prefix = "line"): string =>
  Array.from({ length: count }, (_, i) => `${prefix} ${i}\n`).join("");

describe("a finished log", () => {
  it("arrives whole, ends proven, and says so", async () => {
    const log = scriptedLog({ log: utf8(`${numbered(50)}한국어 😀\r\nbar 1\rbar 2\r\n\n\nend without newline`) });
    const tailed = await runTail(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", jobStatus: "SUCCEEDED", lines: tailed.lines.length });
    expect(log.requests.map((r) => r.kind)).toEqual(["job", "file"]);
    expect(log.open).toBe(0);
  });

  it("decodes undecodable bytes as U+FFFD wherever the pieces fall", async () => {
    const bytes = new Uint8Array([65, 255, 10, 0xf0, 0x9f, 10, 0xed, 0xa0, 0x80, 10, 66, 0xe2, 0x82]);
    for (const pieceBytes of [1, 2, 3, 100]) {
      const tailed = await runTail(scriptedLog({ log: bytes, pieceBytes }));
      expect(tailed.lines).toEqual(expectedLines(bytes));
    }
  });

  for (const tuning of ["small", "real"] as const) {
    it(`is exact when cut at every byte, by file (${tuning} tuning)`, async () => {
      const bytes = utf8(`${numbered(60)}가\r\nb\rc\n\n${"x".repeat(100)}\n${numbered(20, "same")}tail`);
      for (let at = 0; at <= bytes.length; at++) {
        let cuts = 0;
        const log = scriptedLog({
          log: bytes,
          fault: (r) => (r.kind === "file" && cuts++ < 3 ? { cutAfter: at } : undefined),
        });
        const tailed = await runTail(log, {}, tuning === "small" ? { tuning: smallTuning } : {});
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines, `cut at ${at}`).toEqual(expectedLines(bytes));
      }
    });
  }

  it("is exact among identical lines, by counting", async () => {
    const bytes = utf8(`head 123\n${"same\n".repeat(500)}`);
    for (let at = 60; at < bytes.length; at += 97) {
      let cuts = 0;
      const log = scriptedLog({
        log: bytes,
        fault: (r) => (r.kind === "file" && cuts++ === 0 ? { cutAfter: at } : undefined),
      });
      const tailed = await runTail(log, {}, { tuning: smallTuning });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines.length).toBe(501);
      expect(log.requests.filter((r) => r.kind === "file" && r.lines === -1).length).toBe(1);
    }
  });

  it("goes on from any position, also one that went through JSON", async () => {
    const bytes = utf8(`${numbered(80)}a\rb\r\n\n\nc`);
    const log = scriptedLog({ log: bytes });
    const all = await runTail(log);
    for (const [index, batch] of all.batches.entries()) {
      const from = JSON.parse(JSON.stringify(batch.position));
      const rest = await runTail(scriptedLog({ log: bytes }), { from }, { tuning: smallTuning });
      expect(rest.error).toBeUndefined();
      expect(rest.lines).toEqual(all.batches.slice(index + 1).flatMap((b) => b.lines));
    }
  });

  it("gives the last N lines", async () => {
    const bytes = utf8(`${numbered(80)}a\rb\r\nlast`);
    for (const tail of [0, 1, 3, 10, 500]) {
      const tailed = await runTail(scriptedLog({ log: bytes }), { tail });
      expect(tailed.lines).toEqual(tail === 0 ? [] : expectedLines(bytes).slice(-tail));
      const growing = scriptedLog({
        log: bytes,
        terminal: false,
        onRequest: (r, l) => void (r.kind === "socket" && l.end()),
      });
      expect((await runTail(growing, { tail })).lines).toEqual(
        tail === 0 ? expectedLines(bytes).slice(-1) : expectedLines(bytes).slice(-tail),
      );
    }
  });

  it("reads the log by its plain answer when there is no file", async () => {
    const bytes = utf8(numbered(30));
    const log = scriptedLog({
      log: bytes,
      fault: (r) => (r.kind === "file" ? { failWith: unavailable() } : undefined),
    });
    const tailed = await runTail(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(bytes));
    expect(tailed.statuses).toContainEqual(expect.objectContaining({ type: "source", source: "plain" }));
  });
});
