import { Clock, Effect, Stream } from "effect";
import { describe, expect, it } from "vitest";
import { Forbidden, NotFound, Timeout } from "../../src/errors.ts";
import type { TailBackend } from "../../src/tail/backend.ts";
import type { TailBatch } from "../../src/tail/options.ts";
import { tailStream } from "../../src/tail/tail.ts";
import { instantClock } from "../support/instant-clock.ts";
import { orderedClock } from "../support/ordered-clock.ts";
import { realTuning, runTail, smallTuning } from "../support/run-tail.ts";
import {
  expectedLines,
  type Request,
  type ScriptedLog,
  scriptedLog,
  unavailable,
  withLogFile,
} from "../support/scripted-log.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbered = (count: number, prefix = "line"): string =>
  Array.from({ length: count }, (_, i) => `${prefix} ${i}\n`).join("");
/** A tail that asks this often does not get on. */
const notFor = (most: number) => (_: Request, self: ScriptedLog) => {
  if (self.requests.length > most) throw new Error(`more than ${most} requests`);
};

describe("a line longer than what may be held of an answer", () => {
  for (const line of ["x".repeat(3000), "bar 1\r".repeat(500)]) {
    for (const ended of ["", "\nafter\n"]) {
      it(`is got past while the log grows (${JSON.stringify(`${line.slice(0, 6)}…${ended}`)})`, async () => {
        let given: ReadonlyArray<string> = [];
        const log = scriptedLog({
          log: utf8(numbered(50)),
          terminal: false,
          pieceBytes: 100,
          onRequest: (r, self) => {
            notFor(1000)(r, self);
            if (r.kind === "file" && r.index === 2) self.append(utf8(line + ended));
            if (r.kind === "job" && r.index === 60) {
              given = batches.flatMap((batch) => [...batch.lines]);
              self.end();
            }
          },
        });
        const batches: Array<TailBatch> = [];
        const tailed = await runTail(log, { protocol: "http" }, { tuning: smallTuning }, batches);
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines).toEqual(expectedLines(log.log()));
        // Nothing of it waits for the job's end, and no look follows the last without a pause.
        expect(given).toEqual(
          line.startsWith("x") && ended === "" ? numbered(50).split("\n").slice(0, -1) : tailed.lines,
        );
        expect(tailed.tookMs / log.requests.length).toBeGreaterThan(100);
      });
    }
  }
});

describe("a consumer that is slow", () => {
  const slowly = async (
    log: ScriptedLog,
    timeoutMs: number | undefined,
    eachMs: number,
    { backend = log.backend, clock = instantClock() }: { backend?: TailBackend; clock?: Clock.Clock } = {},
  ) => {
    const got: Array<TailBatch> = [];
    const opens: Array<number> = [];
    const stream = tailStream(
      backend,
      { protocol: "http", timeoutMs },
      { idleMs: 30_000, retryForMs: 300_000, pollIntervalMs: 2_000, tuning: { ...realTuning, waitingUnits: 0 } },
    );
    const error = await Effect.runPromise(
      Stream.runForEach(stream, (batch) =>
        Effect.gen(function* () {
          got.push(batch);
          yield* Effect.sleep(eachMs);
          opens.push(log.open);
        }),
      ).pipe(
        Effect.flip,
        Effect.catch(() => Effect.succeed(undefined)),
        Effect.provideService(Clock.Clock, clock),
      ),
    );
    return { lines: got.flatMap((b) => [...b.lines]), error, opens };
  };

  it("gets a position that loses nothing when the total time is over while a batch waits", async () => {
    const bytes = utf8(numbered(200));
    const tailed = await slowly(scriptedLog({ log: bytes, pieceBytes: 40 }), 10_000, 4_000);
    expect(tailed.error).toMatchObject({ _tag: "Timeout" });
    const from = tailed.error?.position;
    expect(from?.lines).toBe(tailed.lines.length);
    const rest = await runTail(scriptedLog({ log: bytes }), { from });
    expect([...tailed.lines, ...rest.lines]).toEqual(expectedLines(bytes));
  });

  it("gets a position that loses nothing when the total time is over while several batches are held", async () => {
    const bytes = utf8(Array.from({ length: 60 }, (_, n) => `${n} ${"x".repeat(20_000)}\n`).join(""));
    for (const timeoutMs of [12_000, 30_000, 60_000, 90_000, undefined]) {
      const log = scriptedLog({ log: bytes, pieceBytes: 50_000 });
      // Only with this clock is the consumer slower than the tail waits for it.
      const tailed = await slowly(log, timeoutMs, 4_000, {
        backend: withLogFile(log.backend, realTuning),
        clock: orderedClock(),
      });
      if (timeoutMs === undefined) {
        expect(tailed).toMatchObject({ error: undefined, lines: expectedLines(bytes) });
        break;
      }
      expect(tailed.error).toMatchObject({ _tag: "Timeout" });
      const from = tailed.error?.position;
      expect(from?.lines).toBe(tailed.lines.length);
      expect(log.open).toBe(0);
      const rest = await runTail(scriptedLog({ log: bytes }), { from });
      expect([...tailed.lines, ...rest.lines]).toEqual(expectedLines(bytes));
    }
  });

  it("holds no connection to the file while it takes nothing", async () => {
    const bytes = utf8(numbered(200));
    const log = scriptedLog({ log: bytes, pieceBytes: 40 });
    const tuning = { ...realTuning, slowReaderMs: 5 };
    const got: Array<TailBatch> = [];
    const stream = tailStream(
      withLogFile(log.backend, tuning),
      {},
      { idleMs: 30_000, retryForMs: 300_000, pollIntervalMs: 2_000, tuning },
    );
    await Effect.runPromise(
      Stream.runForEach(stream, (batch) =>
        Effect.promise(async () => {
          got.push(batch);
          for (let turn = 0; log.open > 0 && turn < 2_000; turn++)
            await new Promise((resolve) => setTimeout(resolve, 5));
          expect(log.open).toBe(0);
        }),
      ),
    );
    expect(got.flatMap((batch) => [...batch.lines])).toEqual(expectedLines(bytes));
  });
});

describe("an answer that is shorter than what was received", () => {
  it("is no proof of the end: the plain log comes empty", async () => {
    let plain = 0;
    const log = scriptedLog({
      log: utf8(numbered(30)),
      terminal: false,
      fault: (r) => (r.kind === "file" ? { failWith: unavailable() } : undefined),
      onRequest: (r, self) => {
        notFor(300)(r, self);
        if (r.kind === "job" && r.index === 3) {
          self.append(utf8("last\n"));
          self.end();
        }
      },
    });
    const { backend } = log;
    const short = {
      ...log,
      backend: {
        ...backend,
        plain: Effect.suspend(() => {
          plain++;
          return plain > 2 ? backend.plain : Effect.succeed({ pull: Effect.undefined });
        }),
      },
    };
    const tailed = await runTail(short);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });

  it("is another file, when it is the file", async () => {
    let length = 0;
    const whole = utf8(`${numbered(30)}${"z".repeat(300)}`);
    const log = scriptedLog({
      log: whole,
      fault: (r) => (r.kind === "file" && r.index === 0 ? { cutAfter: 500 } : undefined),
    });
    const shrunk = scriptedLog({ log: whole.slice(0, 400) });
    const tailed = await runTail({
      ...log,
      backend: { ...log.backend, file: (n) => (length++ === 0 ? log.backend.file(n) : shrunk.backend.file(n)) },
    });
    expect(tailed.error).toMatchObject({ _tag: "LogReset", position: { lines: 30 } });
  });
});

describe("a status that flaps", () => {
  it("to terminal and back does not end the tail with RUNNING", async () => {
    let jobs = 0;
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      fault: (r) => (r.kind === "file" && r.index === 0 ? { cutAfter: 20 } : undefined),
      onRequest: (r, self) => {
        if (r.kind !== "job") return;
        if (r.index === 12) {
          self.append(utf8("late\n"));
          self.end();
        }
      },
    });
    const { backend } = log;
    const flapping = {
      ...log,
      backend: {
        ...backend,
        job: Effect.map(backend.job, (job) => (jobs++ === 0 ? { ...job, status: "FAILED", terminal: true } : job)),
      },
    };
    const tailed = await runTail(flapping, { protocol: "http" });
    expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", jobStatus: "SUCCEEDED" });
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });
});

describe("the last N lines", () => {
  it("count against limits, what was passed over does not", async () => {
    const bytes = utf8(numbered(80));
    for (const terminal of [true, false]) {
      const make = () =>
        scriptedLog({ log: bytes, terminal, onRequest: (r, l) => void (r.kind === "job" && r.index > 1 && l.end()) });
      const fits = await runTail(make(), { tail: 3, limits: { maxLines: 3, maxBytes: 30 } });
      expect(fits.error).toBeUndefined();
      expect(fits.lines).toEqual(expectedLines(bytes).slice(-3));
      const over = await runTail(make(), { tail: 5, limits: { maxLines: 3 } });
      expect(over.error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "lines", position: { lines: 3 } });
      expect(over.lines).toEqual(expectedLines(bytes).slice(-5, -2));
      const tooMany = await runTail(make(), { tail: 5, limits: { maxBytes: 20 } });
      expect(tooMany.error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "bytes" });
      expect(tooMany.lines).toEqual(expectedLines(bytes).slice(-5, -3));
    }
  });

  it("are counted from the line they begin with", async () => {
    const bytes = utf8(`${numbered(80)}a\rb\rc\rd\n`);
    for (const terminal of [true, false]) {
      const log = scriptedLog({
        log: bytes,
        terminal,
        onRequest: (r, l) => void (r.kind === "job" && r.index > 1 && l.end()),
      });
      const tailed = await runTail(log, { tail: 3 });
      expect(tailed.lines).toEqual(["b", "c", "d"]);
      expect(tailed.batches.at(-1)?.position.lines).toBe(3);
      expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", lines: 3 });
    }
  });

  it("of a finished job have no place in the file, and their positions say so", async () => {
    const tailed = await runTail(scriptedLog({ log: utf8(numbered(80)) }), { tail: 3 });
    expect(tailed.batches.every((batch) => batch.position.anchor === null)).toBe(true);
    const again = await runTail(scriptedLog({ log: utf8(numbered(80)) }), { from: tailed.batches[0]?.position });
    expect(again.error).toMatchObject({ _tag: "InvalidRequest" });
  });

  it("of a running job can be gone on from", async () => {
    const log = scriptedLog({
      log: utf8(numbered(80)),
      terminal: false,
      onRequest: (r, l) => {
        if (r.kind === "job" && r.index === 3) l.append(utf8("more\n"));
        if (r.kind === "job" && r.index === 5) l.end();
      },
    });
    const tailed = await runTail(log, { tail: 3 });
    expect(tailed.lines).toEqual(["line 77", "line 78", "line 79", "more"]);
    const rest = await runTail(scriptedLog({ log: log.log() }), { from: tailed.batches[0]?.position });
    expect(rest.lines).toEqual(tailed.lines.slice(tailed.batches[0]?.lines.length));
  });
});

describe("a character that the log holds only a part of", () => {
  for (const [shown, bytes] of [
    ["🙂", [0xf0, 0x9f, 0x99, 0x82]],
    ["\uFFFD", [0xff]],
  ] as const) {
    it(`is waited for where a whole log shows U+FFFD for it (${shown})`, async () => {
      const log = scriptedLog({
        log: new Uint8Array([...utf8("start\n"), ...bytes.slice(0, 3)]),
        terminal: false,
        fault: (r) => (r.kind === "file" ? { failWith: unavailable() } : undefined),
        onRequest: (r, self) => {
          notFor(300)(r, self);
          if (r.kind === "plain" && r.index === 1) self.append(new Uint8Array([...bytes.slice(3), ...utf8("on\n")]));
          if (r.kind === "plain" && r.index === 3) self.append(new Uint8Array(bytes.slice(0, 3)));
          if (r.kind === "plain" && r.index === 5) self.end();
        },
      });
      const tailed = await runTail(log, { protocol: "http" });
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(["start", `${shown}on`, "\uFFFD"]);
    });
  }
});

describe("the socket's `\\r`, a pause, `\\n`", () => {
  for (const bars of [9, 10, 11, 20]) {
    it(`is one line break also after a frame of ten lines (${bars} bars)`, async () => {
      let step = 0;
      const log = scriptedLog({
        log: utf8("start\n"),
        terminal: false,
        onRequest: (r, self) => {
          notFor(300)(r, self);
          if (r.kind !== "job") return;
          step++;
          if (step === 4) self.append(utf8("bar\r".repeat(bars)));
          if (step === 10) self.append(utf8("\nnext\n"));
          if (step === 18) self.end();
        },
      });
      const tailed = await runTail(log);
      expect(tailed.lines).toEqual(expectedLines(log.log()));
    });
  }

  for (const after of ["\n", "\n\n", "\n\n\nnext\n"]) {
    it(`is one line break also when the tail read the file in the pause (${JSON.stringify(after)})`, async () => {
      let appended = false;
      const log = scriptedLog({
        log: utf8("start\n"),
        terminal: false,
        onRequest: (r, self) => {
          notFor(300)(r, self);
          if (r.kind === "job" && r.index === 3) self.append(utf8("\r"));
          // The file is asked about the lone `\r`'s newline, and by then holds what follows.
          if (r.kind === "file" && self.log().at(-1) === 13) {
            appended = true;
            self.append(utf8(after));
          }
          if (r.kind === "job" && r.index === 12) self.end();
        },
      });
      const tailed = await runTail(log, { protocol: "websocket" }, { tuning: smallTuning });
      expect(appended).toBe(true);
      expect(tailed.lines).toEqual(expectedLines(log.log()));
    });
  }

  it("costs no reading for ever when there is no file and the break is two", async () => {
    const log = scriptedLog({
      log: utf8(`${"a\n".repeat(10)}\nb\n${"a\n".repeat(8)}\nb\n`),
      terminal: false,
      fault: (r) => (r.kind === "file" ? { failWith: unavailable() } : undefined),
      onRequest: (r, self) => {
        notFor(300)(r, self);
        if (r.kind === "job" && r.index === 5) self.append(utf8("\nc\n"));
        if (r.kind === "job" && r.index === 60) self.end();
      },
    });
    const tailed = await runTail(log);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.requests.filter((r) => r.kind === "socket").length).toBeLessThan(6);
  });
});

describe("what is there now (follow: false)", () => {
  it("can be gone on from in the middle of a line and of a character", async () => {
    for (const [now, later, lines] of [
      ["x\nabc", "\ndef\n", ["x", "abc", "def"]],
      ["x\nabc", "def\n", ["x", "abc", "def"]],
      ["x\nabc\r", "\ndef\n", ["x", "abc", "def"]],
      ["x\nabc", "\n\ndef\n", ["x", "abc", "", "def"]],
    ] as const) {
      const first = await runTail(scriptedLog({ log: utf8(now), terminal: false }), { follow: false });
      expect(first.error).toBeUndefined();
      const rest = await runTail(scriptedLog({ log: utf8(now + later) }), { from: first.batches.at(-1)?.position });
      expect([...first.lines, ...rest.lines]).toEqual(lines);
    }
    const emoji = utf8("x\n😀\n");
    const first = await runTail(scriptedLog({ log: emoji.slice(0, 4), terminal: false }), { follow: false });
    const rest = await runTail(scriptedLog({ log: emoji }), { from: first.batches.at(-1)?.position });
    expect([...first.lines, ...rest.lines]).toEqual(["x", "😀"]);
  });

  it("of a job that waits for a node is nothing", async () => {
    const log = scriptedLog({
      terminal: false,
      fault: (r) => (r.kind === "file" ? { failWith: unavailable() } : undefined),
    });
    const tailed = await runTail(log, { follow: false });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual([]);
  });
});

describe("a silent source of a job that writes", () => {
  for (const [what, recurring] of [
    ["one line again and again", "alive\n"],
    ["lines of its own", "alive 1\n"],
  ] as const) {
    for (const restored of [true, false]) {
      it(`is noticed (${what}${restored ? ", restored" : ""})`, async () => {
        const bytes = utf8(`head\n${(what.startsWith("one") ? recurring : numbered(1)).repeat(200)}`);
        const from = restored
          ? (await runTail(scriptedLog({ log: bytes, terminal: false }), { follow: false })).batches.at(-1)?.position
          : undefined;
        const start = restored ? 0 : 201;
        let seenAt = 0;
        const log = scriptedLog({
          log: bytes,
          terminal: false,
          fault: (r) => (r.kind === "socket" ? { silentAfter: 0 } : undefined),
          onRequest: (r, self) => {
            if (r.kind === "socket" && r.index === 0) self.append(utf8(recurring.repeat(3)));
            if (r.kind === "job" && r.index === 2_000) self.end();
          },
        });
        const clock = instantClock();
        const began = clock.now();
        let count = 0;
        await Effect.runPromise(
          Stream.runForEach(
            tailStream(
              withLogFile(log.backend, realTuning),
              { from },
              {
                idleMs: 30_000,
                retryForMs: 300_000,
                pollIntervalMs: 2_000,
                tuning: { ...realTuning, waitingUnits: 0 },
              },
            ),
            (batch) =>
              Effect.sync(() => {
                count += batch.lines.length;
                if (count === start + 3 && seenAt === 0) seenAt = clock.now() - began;
              }),
          ).pipe(Effect.provideService(Clock.Clock, clock)),
        );
        expect(count).toBe(start + 3);
        expect(seenAt).toBeLessThan(120_000);
      });
    }
  }

  it("is noticed when the file's end looks the same each time", async () => {
    const table = Array.from({ length: 100 }, (_, row) => `row ${row} ${"=".repeat(60)}\n`).join("");
    let seenAt = 0;
    let files = 0;
    const log = scriptedLog({
      log: utf8(`head 12:00\n${numbered(400)}${table}`),
      terminal: false,
      pieceBytes: 4096,
      onRequest: (r, self) => {
        if (r.kind === "job" && r.index > 1 && r.index < 60) self.append(utf8(table));
        if (r.kind === "file") files++;
        if (r.kind === "job" && r.index === 400) self.end();
      },
    });
    const clock = instantClock();
    const began = clock.now();
    let count = 0;
    await Effect.runPromise(
      Stream.runForEach(
        tailStream(
          withLogFile(log.backend, { ...realTuning, directBytes: 1024 }),
          { protocol: "http" },
          { idleMs: 30_000, retryForMs: 300_000, pollIntervalMs: 2_000 },
        ),
        (batch) =>
          Effect.sync(() => {
            count += batch.lines.length;
            if (count > 501 && seenAt === 0) seenAt = clock.now() - began;
          }),
      ).pipe(Effect.provideService(Clock.Clock, clock)),
    );
    expect(count).toBe(expectedLines(log.log()).length);
    expect(seenAt).toBeLessThan(200_000);
    expect(files).toBeGreaterThan(0);
  });
});

describe("children that write on after the job's end", () => {
  for (const lines of ["distinct", "equal"] as const) {
    it(`are ridden out, and nothing is lost (${lines} lines)`, async () => {
      let n = 0;
      let first = true;
      const line = (): string => (lines === "equal" ? "same\n" : `child ${n++}\n`);
      const log = scriptedLog({
        log: utf8(`head 12:00\n${lines === "equal" ? "same\n".repeat(600) : numbered(600)}`),
        pieceBytes: 500,
        fault: (r) => {
          if (r.kind !== "file" || !first) return undefined;
          first = false;
          return { cutAfter: 2000 };
        },
        onRequest: (r, self) => {
          notFor(300)(r, self);
          if (r.kind === "file" && r.index > 0 && r.index < 100) self.append(utf8(line() + line()));
        },
      });
      const tailed = await runTail(log, {}, { tuning: smallTuning });
      expect(tailed.error).toBeUndefined();
      const all = expectedLines(log.log());
      expect(tailed.lines.length).toBeGreaterThanOrEqual(601);
      if (lines === "distinct") expect(tailed.lines).toEqual(all.slice(0, tailed.lines.length));
    });
  }
});

describe("a source that is refused for good", () => {
  it("is left: a proxy that passes no WebSocket on", async () => {
    for (const error of [
      new NotFound({ statusCode: 404, message: "no such path" }),
      new Forbidden({ statusCode: 403, message: "forbidden" }),
    ]) {
      const log = scriptedLog({
        log: utf8(numbered(5)),
        terminal: false,
        fault: (r) => (r.kind === "socket" ? { failWith: error } : undefined),
        onRequest: (r, self) => {
          if (r.kind === "job" && r.index === 5) self.append(utf8("late\n"));
          if (r.kind === "job" && r.index === 10) self.end();
        },
      });
      const tailed = await runTail(log);
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(log.requests.filter((r) => r.kind === "socket").length).toBeLessThan(3);
    }
  });

  it("is left: a server without the log file endpoint", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      fault: (r) => (r.kind === "file" ? { failWith: new NotFound({ statusCode: 404, message: "404" }) } : undefined),
      onRequest: (r, self) => void (r.kind === "job" && r.index === 5 && self.end()),
    });
    const tailed = await runTail(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });

  it("is left: a log file that never answers (100 streams open)", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      fault: (r) =>
        r.kind === "file" ? { failWith: new Timeout({ reason: "connect", message: "no answer" }) } : undefined,
      onRequest: (r, self) => void (r.kind === "job" && r.index === 30 && self.end()),
    });
    const tailed = await runTail(log);
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });
});

describe("a cutting link to a growing log that repeats itself", () => {
  it("ends in an error after retryForMs, not in a storm", async () => {
    let first = true;
    const log = scriptedLog({
      log: utf8(`head 12:00\n${"same\n".repeat(3000)}`),
      terminal: false,
      socket: false,
      pieceBytes: 500,
      fault: (r) => {
        if (r.kind !== "file") return undefined;
        if (r.lines !== -1) return undefined;
        if (first) {
          first = false;
          return { cutAfter: 12_000 };
        }
        return { cutAfter: 5_000 };
      },
      onRequest: (r, self) => {
        notFor(4000)(r, self);
        if (r.kind === "file") self.append(utf8("same\n".repeat(20)));
        if (self.requests.length > 3500) self.end();
      },
    });
    const { backend } = log;
    const tailed = await runTail(
      { ...log, backend: { ...backend, plain: Effect.fail(unavailable()) } },
      { protocol: "http" },
      { tuning: smallTuning },
    );
    expect(tailed.error).toBeDefined();
    expect(tailed.tookMs).toBeLessThan(400_000);
  });
});

describe("a position that is not one", () => {
  it("is InvalidRequest, whatever it is", async () => {
    const good = (await runTail(scriptedLog({ log: utf8(numbered(30)) }))).batches.at(-1)?.position;
    if (good === undefined) throw new Error("no position");
    for (const from of [
      null,
      7,
      "x",
      {},
      { version: 2 },
      { ...good, anchor: undefined },
      { ...good, anchor: { ...good.anchor, head: null } },
      { ...good, lines: "3" },
      { ...good, units: -1 },
    ]) {
      const tailed = await runTail(scriptedLog({ log: utf8(numbered(30)) }), { from: from as never });
      expect(tailed.error, JSON.stringify(from)).toMatchObject({ _tag: "InvalidRequest" });
    }
  });
});
