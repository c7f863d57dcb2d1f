import { Effect } from "effect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../src/tail/position.ts";
import { expectedLines, noNode, scriptedLog, unavailable } from "../support/scripted-log.ts";
import { runTail, smallTuning } from "../support/run-tail.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Pieces that logs are hard by: all newlines, wide characters and halves of them, repeats, long lines, a final part. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 99_999 }).map((n) => utf8(`line ${n}\n`)) },
  { weight: 3, arbitrary: fc.constant(utf8("same\n")) },
  { weight: 1, arbitrary: fc.constant(utf8("same\n".repeat(30))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(utf8("\r"), utf8("\n"), utf8("\r\n"), utf8("\r\r"), utf8("\n\n"), utf8("bar\rbar\r")),
  },
  { weight: 1, arbitrary: fc.constantFrom(utf8("한국어\n"), utf8("😀"), utf8("\uFEFFbom\n"), utf8("part")) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20, max: 200 }).map((n) => utf8(`${"y".repeat(n)}\n`)) },
);
const head = utf8("2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n");
const bytesOf = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => new Uint8Array(pieces.flatMap((p) => [...p]));
const logArbitrary = fc.array(piece, { maxLength: 60 }).map((pieces) => bytesOf([head, ...pieces]));

/** Signs of life come more often than any clock of a tail. */
const beats = fc.constantFrom(1, 50, 900);
const fault = fc.option(
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 300 }).map((cutAfter) => ({ cutAfter })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }).map((closeAfter) => ({ closeAfter })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }).map((silentAfter) => ({ silentAfter })) },
    { weight: 1, arbitrary: fc.record({ silentAfter: fc.integer({ min: 0, max: 300 }), beatMs: beats }) },
    { weight: 1, arbitrary: fc.record({ beatMs: beats }) },
    { weight: 1, arbitrary: fc.constant({ failWith: unavailable() }) },
    { weight: 1, arbitrary: fc.constant({ failWith: noNode() }) },
  ),
  { freq: 2 },
);

const scenarioOf = (part: fc.Arbitrary<Uint8Array>, start: fc.Arbitrary<Uint8Array>) =>
  fc.record({
    log: start,
    more: fc.array(fc.array(part, { maxLength: 8 }).map(bytesOf), { maxLength: 12 }),
    faults: fc.array(fault, { maxLength: 25 }),
    pieceBytes: fc.integer({ min: 1, max: 80 }),
    growEach: fc.integer({ min: 1, max: 4 }),
    protocol: fc.constantFrom("auto" as const, "websocket" as const, "http" as const),
  });
const oneOf = (...pieces: ReadonlyArray<string | ReadonlyArray<number>>): fc.Arbitrary<Uint8Array> =>
  fc.constantFrom(...pieces.map((it) => (typeof it === "string" ? utf8(it) : new Uint8Array(it))));
/** Little but line breaks, which sources show differently and which tell no place. */
const breaks = oneOf("\r", "\n", "\r\n", "\r\r", "\n\n", "same\n", "x", "\n".repeat(12));
/** Parts of characters, which a log may end in for a while. */
const parts = oneOf(
  [0xe3],
  [0x80],
  [0x82],
  [0xe3, 0x80],
  [0xe3, 0x80, 0x82],
  "\n",
  "\r",
  "x",
  [0xff],
  [0xf0, 0x9f, 0x98],
);
/** Little but equal lines. */
const repeats = oneOf("same\n", "same\n".repeat(15), "\n", "same", "\r", "other\n");
const hard = [breaks, parts, repeats].map((few) => ({
  few,
  log: fc.array(few, { maxLength: 20 }).map((start) => bytesOf([head, ...start])),
}));
const anyLog = fc.oneof(
  { weight: 3, arbitrary: logArbitrary },
  ...hard.map(({ log }) => ({ weight: 1, arbitrary: log })),
);
const scenario = fc.oneof(
  { weight: 3, arbitrary: scenarioOf(piece, logArbitrary) },
  ...hard.map(({ few, log }) => ({ weight: 1, arbitrary: scenarioOf(few, log) })),
);

describe("any log, any growth, any faults", () => {
  /** The scenario as a backend that keeps its state: a run over it may be one of several. */
  const scripted = (
    given: typeof scenario extends fc.Arbitrary<infer S> ? S : never,
    flaps: ReadonlyArray<boolean> = [],
  ) => {
    const { log: start, more, faults, pieceBytes, growEach } = given;
    let request = 0;
    let grown = 0;
    let jobs = 0;
    const log = scriptedLog({
      log: start,
      terminal: more.length === 0,
      pieceBytes,
      fault: (r) => (r.kind === "job" ? undefined : (faults[request] ?? undefined)),
      onRequest: (_, self) => {
        if (self.requests.length > 5_000) throw new Error("a storm of requests");
        request++;
        if (request % growEach !== 0) return;
        const next = more[grown++];
        if (next !== undefined) self.append(next);
        else self.end();
      },
    });
    const job = Effect.map(log.backend.job, (real) =>
      flaps[jobs++] === true ? { ...real, status: "FAILED", terminal: true } : real,
    );
    // The same object: a copy would not see what is still open.
    return Object.assign(log, { backend: { ...log.backend, job } });
  };

  it("every line once, in order, whole, and a proven end", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const log = scripted(given);
        const { protocol } = given;
        const tailed = await runTail(log, { protocol }, { tuning: smallTuning });
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines).toEqual(expectedLines(log.log()));
        expect(tailed.batches.at(-1)?.position.lines ?? 0).toBe(tailed.lines.length);
        expect(log.open).toBe(0);
      }),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 600) },
    );
  }, 600_000);

  it("resumes from any position of any such tail", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.array(fault, { maxLength: 10 }),
        fc.nat(),
        fc.boolean(),
        async (bytes, faults, pick, json) => {
          const all = await runTail(scriptedLog({ log: bytes, pieceBytes: 40 }), {}, { tuning: smallTuning });
          const index = all.batches.length === 0 ? -1 : pick % all.batches.length;
          const position = all.batches[index]?.position;
          let request = 0;
          const log = scriptedLog({
            log: bytes,
            pieceBytes: 33,
            fault: (r) => (r.kind === "job" ? undefined : (faults[request++] ?? undefined)),
          });
          const from = json && position !== undefined ? JSON.parse(JSON.stringify(position)) : position;
          const rest = await runTail(log, { from }, { tuning: smallTuning });
          expect(rest.error).toBeUndefined();
          expect(rest.lines).toEqual(all.batches.slice(index + 1).flatMap((batch) => [...batch.lines]));
        },
      ),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 300) },
    );
  }, 600_000);

  const stops = fc.array(
    fc.oneof(
      fc.record({ limits: fc.record({ maxLines: fc.integer({ min: 1, max: 30 }) }) }),
      fc.record({ limits: fc.record({ maxBytes: fc.integer({ min: 1, max: 400 }) }) }),
      fc.record({ limits: fc.record({ maxMessages: fc.integer({ min: 1, max: 20 }) }) }),
      fc.record({ limits: fc.record({ maxMessageBytes: fc.integer({ min: 1, max: 100 }) }) }),
      fc.record({ timeoutMs: fc.integer({ min: 0, max: 60_000 }) }),
    ),
    { maxLength: 8 },
  );

  it("loses and repeats nothing over any number of stops, each gone on from by the error's position", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, stops, fc.constantFrom(0, 0, 700, 9_000), async (given, options, eachMs) => {
        const log = scripted(given);
        const { protocol } = given;
        const lines: Array<string> = [];
        let from: TailPosition | undefined;
        for (const option of [...options, {}]) {
          const tailed = await runTail(log, { protocol, from, ...option }, { tuning: smallTuning }, [], eachMs);
          lines.push(...tailed.lines);
          from =
            JSON.parse(JSON.stringify(tailed.error?.position ?? tailed.batches.at(-1)?.position ?? null)) ?? undefined;
          if (tailed.error === undefined) break;
          expect(["StreamLimitExceeded", "Timeout"]).toContain(tailed.error._tag);
          expect(tailed.error.position?.lines).toBe(lines.length);
        }
        expect(lines).toEqual(expectedLines(log.log()));
      }),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 300) },
    );
  }, 600_000);

  it("gives a suffix by `tail: N`, and at least N of its lines", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.integer({ min: 0, max: 40 }), async (given, tail) => {
        const log = scripted(given);
        const tailed = await runTail(log, { protocol: given.protocol, tail }, { tuning: smallTuning });
        expect(tailed.error).toBeUndefined();
        const all = expectedLines(log.log());
        expect(tailed.lines.length).toBeGreaterThanOrEqual(Math.min(tail, all.length));
        expect(tailed.lines).toEqual(tailed.lines.length === 0 ? [] : all.slice(-tailed.lines.length));
        expect(tailed.batches.at(-1)?.position.lines ?? 0).toBe(tailed.lines.length);
      }),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 300) },
    );
  }, 600_000);

  it("gives a prefix and a terminal status when the status flaps, or what is there when it does not follow", async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.boolean(),
        async (given, flaps, follow) => {
          const log = scripted(given, flaps);
          const tailed = await runTail(log, { protocol: given.protocol, follow }, { tuning: smallTuning });
          expect(tailed.error).toBeUndefined();
          const ended = tailed.statuses.at(-1);
          if (follow)
            expect(ended).toMatchObject({ type: "ended", jobStatus: expect.stringMatching(/FAILED|SUCCEEDED/) });
          const whole = tailed.lines.slice(0, -1);
          expect(whole).toEqual(expectedLines(log.log()).slice(0, whole.length));
        },
      ),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 300) },
    );
  }, 600_000);
});
