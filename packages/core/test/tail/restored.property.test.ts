import fc from "fast-check";
import { expect, it } from "vitest";
import { utf8 } from "../support/log-text.ts";
import { runTail, smallTuning } from "../support/run-tail.ts";
import { expectedLines, scriptedLog } from "../support/scripted-log.ts";

const head = "2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n";
const page = Array.from({ length: 100 }, (_, row) => `row ${row} of a page\n`).join("");
/** Parts of logs that repeat themselves, and of logs that do not. */
const part = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 99_999 }).map((n) => `line ${n} ${"-".repeat(40)}\n`) },
  { weight: 2, arbitrary: fc.constantFrom("same\n".repeat(300), "\n".repeat(700), "same\n", "\n", "\r", "part") },
  { weight: 2, arbitrary: fc.constantFrom(page, page.repeat(4)) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 2_000 }).map((n) => `${"y".repeat(n)}\n`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 20, max: 200 }))
      .map(([n, count]) => Array.from({ length: count }, (_, at) => `step ${n} ${at}\n`).join("")),
  },
);
const text = (max: number): fc.Arbitrary<string> =>
  fc.array(part, { minLength: 1, maxLength: max }).map((parts) => parts.join(""));

it("a position restored behind a link that cuts every response yields the next lines, once and in order, or an error", async () => {
  const numRuns = Number(process.env["JOBWIRE_RUNS"] ?? 100);
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(
      text(25),
      text(25),
      fc.array(text(4), { maxLength: 10 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 8_000, max: 20_000 }),
      fc.integer({ min: 30, max: 400 }),
      async (before, after, growth, growEach, cutAfter, endAt) => {
        const read = await runTail(scriptedLog({ log: utf8(`${head}${before}\n`), pieceBytes: 512 }));
        const from = JSON.parse(JSON.stringify(read.batches.at(-1)?.position));
        const more = [...growth];
        const log = scriptedLog({
          log: utf8(`${head}${before}\n${after}`),
          terminal: false,
          socket: false,
          pieceBytes: 512,
          fault: ({ kind }) => (kind === "file" ? { cutAfter } : undefined),
          onRequest: (_, self) => {
            const count = self.requests.length;
            if (count > 5_000) throw new Error("a storm of requests");
            if (count === endAt) self.end();
            if (count % growEach === 0 && count < endAt) self.append(utf8(more.shift() ?? ""));
          },
        });
        const tailed = await runTail(
          log,
          { from, retryForMs: 60_000 },
          { tuning: { ...smallTuning, heldBytes: 65_536 } },
        );
        const wanted = expectedLines(log.log()).slice(from.lines);
        if (tailed.error === undefined) {
          whole++;
          expect(tailed.lines).toEqual(wanted);
        } else {
          expect(tailed.error._tag).toBe("ConnectionFailed");
          expect(tailed.lines).toEqual(wanted.slice(0, tailed.lines.length));
        }
      },
    ),
    { numRuns },
  );
  expect(whole).toBeGreaterThan(numRuns / 2);
}, 600_000);
