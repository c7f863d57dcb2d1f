import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import type { LiveMessage } from "../../src/tail/backend.ts";
import { ServerError } from "../../src/errors.ts";
import type { TailBatch } from "../../src/tail/options.ts";
import { runTail } from "../support/run-tail.ts";
import { expectedLines, type ScriptedLog, scriptedLog } from "../support/scripted-log.ts";
import { scriptedLive } from "../support/scripted-live.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");
const jobsOf = (log: ScriptedLog): number => log.requests.filter(({ kind }) => kind === "job").length;

/** A socket that gives these messages, one each so many milliseconds, the last one again and again. */
const socketOf = (log: ScriptedLog, everyMs: number, message: (nth: number, now: ScriptedLog) => LiveMessage) => {
  let nth = 0;
  return {
    ...log,
    backend: {
      ...log.backend,
      socket: Effect.succeed({
        pull: Effect.map(Effect.sleep(everyMs), () => {
          if (nth > 2_000_000) throw new Error("signs of life were followed for ever");
          return message(nth++, log);
        }),
      }),
    },
  };
};
const nothings: ReadonlyArray<readonly [string, LiveMessage]> = [
  ["an empty frame", { frames: [""] }],
  ["no frame", { frames: [] }],
  ["ten thousand empty frames at once", { frames: Array<string>(10_000).fill("") }],
];

describe.each(nothings)("%s, more often than the poll interval", (_, nothing) => {
  for (const everyMs of [1, 100, 1_900]) {
    it(`does not hide the end (each ${everyMs} ms)`, async () => {
      const log = scriptedLog({
        log: utf8(numbered(5)),
        terminal: false,
        onRequest: (r, self) => {
          if (r.kind === "job" && r.index === 10) {
            self.append(utf8("last\n"));
            self.end();
          }
        },
      });
      const tailed = await runTail(socketOf(log, everyMs, () => nothing));
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(tailed.tookMs).toBeLessThan(60_000);
      // Two looks of the machine, then one each poll interval of 2 s, however much comes.
      expect(jobsOf(log)).toBeLessThan(4 + tailed.tookMs / 2_000 + 2);
    });

    it(`does not hide new lines that the socket does not bring (each ${everyMs} ms)`, async () => {
      const batches: Array<TailBatch> = [];
      let givenWhileRunning: ReadonlyArray<string> = [];
      const log = scriptedLog({
        log: utf8(numbered(5)),
        terminal: false,
        onRequest: (r, self) => {
          if (r.kind === "job" && r.index === 4) self.append(utf8("late\n"));
          if (r.kind !== "job" || r.index !== 20) return;
          givenWhileRunning = batches.flatMap(({ lines }) => [...lines]);
          self.end();
        },
      });
      const tailed = await runTail(
        socketOf(log, everyMs, () => nothing),
        {},
        {},
        batches,
      );
      expect(tailed.error).toBeUndefined();
      expect(givenWhileRunning.at(-1)).toBe("late");
      expect(tailed.lines).toEqual(givenWhileRunning);
    });
  }

  it("costs a quiet job one status read per poll interval, and few looks at its file", async () => {
    const log = scriptedLog({
      log: utf8(numbered(5)),
      terminal: false,
      onRequest: (r, self) => void (r.kind === "job" && r.index === 300 && self.end()),
    });
    const tailed = await runTail(socketOf(log, 5, () => nothing));
    expect(tailed.error).toBeUndefined();
    expect(tailed.tookMs).toBeGreaterThan(580_000);
    expect(tailed.tookMs).toBeLessThan(640_000);
    expect(log.requests.filter(({ kind }) => kind === "file").length).toBeLessThan(60);
    expect(log.requests.filter(({ kind }) => kind === "plain").length).toBe(0);
  });

  it("does not hide a job whose status cannot be read any more", async () => {
    let reads = 0;
    const log = scriptedLog({ log: utf8(numbered(5)), terminal: false });
    const failing = socketOf(log, 50, () => nothing);
    const job = Effect.suspend(() =>
      ++reads < 4 ? log.backend.job : Effect.fail(new ServerError({ statusCode: 503, message: "down" })),
    );
    const tailed = await runTail({ ...failing, backend: { ...failing.backend, job } }, { retryForMs: 20_000 });
    expect(tailed.error).toMatchObject({ _tag: "ServerError", position: { lines: 5 } });
    expect(tailed.tookMs).toBeLessThan(120_000);
  });
});

describe("text that is known already", () => {
  it("is no progress: a replay that never gets to the end is left for the file", async () => {
    const known = numbered(2_000);
    const batches: Array<TailBatch> = [];
    let givenWhileRunning = 0;
    const log = scriptedLog({
      log: utf8(known),
      terminal: false,
      onRequest: (r, self) => {
        if (r.kind === "job" && r.index === 4) self.append(utf8("late\n"));
        if (r.kind !== "job" || r.index !== 30) return;
        givenWhileRunning = batches.reduce((lines, batch) => lines + batch.lines.length, 0);
        self.end();
      },
    });
    const drips = socketOf(log, 500, (nth) => ({ frames: [known.charAt(nth)] }));
    const tailed = await runTail(drips, {}, {}, batches);
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(givenWhileRunning).toBe(2_001);
  });
});

describe("a server without a log file", () => {
  for (const life of ["nothing", "empty", "typed"] as const) {
    for (const beatMs of [1, 100, 1_900]) {
      for (const protocol of ["auto", "websocket", "http"] as const) {
        it(`shows new lines and the end behind signs of life (${life}, each ${beatMs} ms, ${protocol})`, async () => {
          const log = numbered(40);
          const live = scriptedLive({
            log,
            first: 60,
            growth: [60, 60, 60],
            growEach: 8,
            replays: [false],
            linesPerFrame: 1,
            saysComplete: false,
            life,
            fault: () => ({ silentAfter: 2, beatMs }),
          });
          const tailed = await runTail(live, { protocol });
          expect(tailed.error).toBeUndefined();
          expect(tailed.lines).toEqual(expectedLines(utf8(log)));
          expect(live.requests.length).toBeLessThan(20 + tailed.tookMs / 500);
        });
      }
    }
  }

  for (const life of ["empty", "typed"] as const) {
    it(`is asked for few whole logs while signs of life look like lines (${life})`, async () => {
      const live = scriptedLive({
        log: `${numbered(5)}${"x".repeat(100)}`,
        first: 36,
        growth: Array<number>(400).fill(0),
        growEach: 1,
        replays: [false],
        linesPerFrame: 1,
        saysComplete: true,
        life,
        fault: () => ({ beatMs: 10 }),
      });
      const tailed = await runTail(live);
      expect(tailed.error).toBeUndefined();
      expect(tailed.tookMs).toBeGreaterThan(500_000);
      expect(live.requests.filter((kind) => kind === "plain").length).toBeLessThan(25);
    });
  }
});
