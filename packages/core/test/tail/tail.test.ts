import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { NotFound, Unauthorized } from "../../src/errors.ts";
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

describe("a job that can write no more", () => {
  it("is lost when its node is dead and no source answers", async () => {
    const log = scriptedLog({
      log: utf8(numbered(3)),
      terminal: false,
      fault: (r) => (r.kind === "job" ? undefined : { failWith: unavailable() }),
    });
    const tailed = await runTail({
      ...log,
      backend: { ...log.backend, lost: Effect.succeed({ reason: "node-dead" as const, why: "its node n1 is dead" }) },
    });
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead", position: { lines: 0 } });
    expect(tailed.tookMs).toBeLessThan(60_000);
  });

  it("is lost when it is not known any more, not merely unknown for a moment", async () => {
    let jobs = 0;
    const notFound = new NotFound({ statusCode: 404, message: "no such job" });
    const gone = scriptedLog({
      log: utf8(numbered(3)),
      terminal: false,
      fault: (r) => (r.kind === "job" && jobs++ > 0 ? { failWith: notFound } : undefined),
    });
    const tailed = await runTail(gone);
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "gone" });
    expect(tailed.lines).toEqual(["line 0", "line 1", "line 2"]);
    let reads = 0;
    const back = scriptedLog({
      log: utf8(numbered(3)),
      terminal: false,
      fault: (r) => (r.kind === "job" && reads++ > 0 && reads < 6 ? { failWith: notFound } : undefined),
      onRequest: (r, self) => void (reads > 7 && self.end()),
    });
    expect((await runTail(back)).error).toBeUndefined();
  });

  it("was never there: NotFound at once", async () => {
    const log = scriptedLog({
      fault: (r) =>
        r.kind === "job" ? { failWith: new NotFound({ statusCode: 404, message: "no such job" }) } : undefined,
    });
    const tailed = await runTail(log);
    expect(tailed.error?._tag).toBe("NotFound");
    expect(tailed.tookMs).toBe(0);
  });
});

describe("limits", () => {
  for (const [limits, reason, kept] of [
    [{ maxLines: 7 }, "lines", 7],
    [{ maxBytes: 20 }, "bytes", 2],
    [{ maxHeldLineBytes: 6 }, "message-bytes", 10],
    [{ maxMessages: 3 }, "messages", undefined],
  ] as const) {
    it(`over ${reason} is StreamLimitExceeded, with what fits given and a position that goes on`, async () => {
      const bytes = utf8(numbered(30));
      const tailed = await runTail(scriptedLog({ log: bytes }), { limits });
      expect(tailed.error).toMatchObject({ _tag: "StreamLimitExceeded", reason, statusCode: 429 });
      if (kept !== undefined) expect(tailed.lines.length).toBe(kept);
      const rest = await runTail(scriptedLog({ log: bytes }), { from: tailed.error?.position });
      expect([...tailed.lines, ...rest.lines]).toEqual(expectedLines(bytes));
    });
  }

  it("a line without end is bounded", async () => {
    const tailed = await runTail(scriptedLog({ log: utf8(`a\n${"x".repeat(5000)}`) }), {
      limits: { maxHeldLineBytes: 1000 },
    });
    expect(tailed.error).toMatchObject({
      _tag: "StreamLimitExceeded",
      reason: "message-bytes",
      position: { lines: 1 },
    });
  });
});

describe("failures", () => {
  it("are ridden out for retryForMs, then told with the position", async () => {
    const log = scriptedLog({
      log: utf8(numbered(30)),
      socket: false,
      fault: (r) =>
        r.kind === "file" ? { cutAfter: 50 } : r.kind === "plain" ? { failWith: unavailable() } : undefined,
    });
    const tailed = await runTail(log, { retryForMs: 20_000 });
    expect(tailed.error).toMatchObject({ _tag: "ConnectionFailed", position: { lines: 7 } });
    expect(tailed.lines).toEqual(expectedLines(utf8(numbered(7))));
    expect(tailed.tookMs).toBeGreaterThanOrEqual(20_000);
    expect(tailed.tookMs).toBeLessThan(40_000);
    expect(tailed.statuses.filter((s) => s.type === "retrying").length).toBeLessThan(12);
  });

  for (const protocol of ["auto", "http"] as const) {
    for (const terminal of [true, false]) {
      it(`a log of 200 kB comes over a link that cuts each answer after 60 kB (${protocol}, ${terminal ? "ended" : "running"})`, async () => {
        const bytes = utf8(numbered(15_000));
        const log = scriptedLog({
          log: bytes,
          terminal,
          pieceBytes: 4096,
          fault: (r) => (r.kind === "job" ? undefined : { cutAfter: 60_000 }),
          onRequest: (r, self) => {
            if (r.kind === "job" && r.index === 60) self.end();
          },
        });
        const tailed = await runTail(log, { protocol });
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines).toEqual(expectedLines(bytes));
        expect(tailed.tookMs).toBeLessThan(300_000);
      });
    }
  }

  it("that no retry cures end the tail at once", async () => {
    const log = scriptedLog({
      log: utf8("x\n"),
      fault: (r) =>
        r.kind === "job" ? { failWith: new Unauthorized({ statusCode: 401, message: "401" }) } : undefined,
    });
    const tailed = await runTail(log);
    expect(tailed.error?._tag).toBe("Unauthorized");
    expect(tailed.tookMs).toBe(0);
  });

  it("a total limit ends a quiet tail with Timeout and the position", async () => {
    const log = scriptedLog({ log: utf8(numbered(4)), terminal: false });
    const tailed = await runTail(log, { timeoutMs: 90_000 });
    expect(tailed.error).toMatchObject({ _tag: "Timeout", reason: "deadline", position: { lines: 4 } });
    expect(tailed.lines.length).toBe(4);
    expect(log.open).toBe(0);
  });

  it("a silent socket of a job that writes is left for the file", async () => {
    const log = scriptedLog({
      log: utf8(numbered(4)),
      terminal: false,
      fault: (r) => (r.kind === "socket" ? { silentAfter: 0 } : undefined),
      onRequest: (r, self) => {
        if (r.kind === "socket" && r.index === 0) self.append(utf8("late\n"));
        if (r.kind === "job" && r.index === 30) self.end();
      },
    });
    const tailed = await runTail(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines.at(-1)).toBe("late");
    expect(log.requests.findLastIndex((r) => r.kind === "socket")).toBeLessThan(log.requests.length - 3);
  });
});
