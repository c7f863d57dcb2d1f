import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

const fault = fc.option(
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 300 }).map((cutAfter) => ({ cutAfter })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }).map((closeAfter) => ({ closeAfter })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }).map((silentAfter) => ({ silentAfter })) },
    { weight: 1, arbitrary: fc.constant({ failWith: unavailable() }) },
    { weight: 1, arbitrary: fc.constant({ failWith: noNode() }) },
  ),
  { freq: 2 },
);

const scenario = fc.record({
  log: logArbitrary,
  more: fc.array(fc.array(piece, { maxLength: 8 }).map(bytesOf), { maxLength: 12 }),
  faults: fc.array(fault, { maxLength: 25 }),
  pieceBytes: fc.integer({ min: 1, max: 80 }),
  growEach: fc.integer({ min: 1, max: 4 }),
  protocol: fc.constantFrom("auto" as const, "websocket" as const, "http" as const),
});

describe("any log, any growth, any faults", () => {
  it("every line once, in order, whole, and a proven end", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ log: start, more, faults, pieceBytes, growEach, protocol }) => {
        let request = 0;
        let grown = 0;
        const log = scriptedLog({
          log: start,
          terminal: more.length === 0,
          pieceBytes,
          fault: (r) => (r.kind === "job" ? undefined : (faults[request] ?? undefined)),
          onRequest: (_, self) => {
            request++;
            if (request % growEach !== 0) return;
            const next = more[grown++];
            if (next !== undefined) self.append(next);
            else self.end();
          },
        });
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
        logArbitrary,
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
});
