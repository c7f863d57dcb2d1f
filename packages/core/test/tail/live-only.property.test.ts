import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../src/tail/position.ts";
import { runTail } from "../support/run-tail.ts";
import { expectedLines, unavailable } from "../support/scripted-log.ts";
import { type LiveScript, scriptedLive } from "../support/scripted-live.ts";

const line = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 99_999 }).map((n) => `line ${n}\n`) },
  { weight: 3, arbitrary: fc.constantFrom("same\n", "same\n", "\n", "x\n", "other\n") },
  { weight: 1, arbitrary: fc.constantFrom("same\n".repeat(12), "\n".repeat(5), "a\nb\na\nb\n", "한국어\n", "😀\n") },
);
const log = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom("", "", "part", "same"))
  .map(([lines, part]) => lines.join("") + part);
const some = fc.integer({ min: 0, max: 12 });
/** Signs of life come more often than any clock of a tail. */
const beats = fc.constantFrom(1, 50, 900);
const fault = fc.option(
  fc.oneof(
    { weight: 4, arbitrary: some.map((cutAfter) => ({ cutAfter })) },
    { weight: 2, arbitrary: some.map((closeAfter) => ({ closeAfter })) },
    { weight: 1, arbitrary: some.map((silentAfter) => ({ silentAfter })) },
    { weight: 1, arbitrary: fc.record({ silentAfter: some, beatMs: beats }) },
    { weight: 1, arbitrary: fc.record({ beatMs: beats }) },
    { weight: 1, arbitrary: fc.constant({ failWith: unavailable() }) },
  ),
  { freq: 2 },
);
const scenario = fc.record({
  log,
  first: fc.integer({ min: 0, max: 60 }),
  growth: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 15 }),
  growEach: fc.integer({ min: 1, max: 4 }),
  replays: fc.oneof(fc.constant([true]), fc.constant([false]), fc.array(fc.boolean(), { minLength: 2, maxLength: 6 })),
  linesPerFrame: fc.integer({ min: 1, max: 5 }),
  saysComplete: fc.boolean(),
  life: fc.constantFrom("nothing" as const, "empty" as const, "typed" as const),
  bare: fc.boolean(),
  faults: fc.array(fault, { maxLength: 20 }),
});
const protocol = fc.constantFrom("auto" as const, "websocket" as const, "http" as const);
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

const scripted = (given: Scenario) => {
  const script: LiveScript = {
    ...given,
    life: given.life === "empty" && /^\n|\n\n/.test(given.log) ? "nothing" : given.life,
    first: Math.min(given.first, given.log.length),
    fault: (request) => given.faults[request] ?? undefined,
  };
  return scriptedLive(script);
};
const expected = (text: string): Array<string> => expectedLines(new TextEncoder().encode(text));
const numRuns = Number(process.env["JOBWIRE_RUNS"] ?? 300);

/** The first connection does not replay, a later one does, and its first line looks like the only new one. Found by a run of 5,000. */
const laterReplay: [Scenario, "auto", Array<number>] = [
  {
    log: `${"same\n".repeat(12)}line 0\nsame\nsame\n`,
    first: 2,
    growth: [41, 29],
    growEach: 3,
    replays: [false, false, true, false, false],
    linesPerFrame: 1,
    saysComplete: false,
    life: "nothing",
    bare: false,
    faults: [null, null, null, null, null, { cutAfter: 6 }],
  },
  "auto",
  [5],
];

describe("a log without a file, followed live, whatever the server sends again and whatever is cut", () => {
  it("comes once, in order, whole, and to a proven end", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, protocol, async (given, by) => {
        const live = scripted(given);
        const tailed = await runTail(live, { protocol: by });
        expect(tailed.error).toBeUndefined();
        expect(tailed.lines).toEqual(expected(given.log));
        expect(live.open).toBe(0);
      }),
      { numRuns },
    );
  }, 600_000);

  it("loses and repeats nothing over any number of stops", async () => {
    const limits = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(scenario, protocol, limits, async (given, by, stops) => {
        const live = scripted(given);
        const lines: Array<string> = [];
        let from: TailPosition | undefined;
        for (const maxLines of [...stops, undefined]) {
          const tailed = await runTail(live, {
            protocol: by,
            from,
            ...(maxLines === undefined ? {} : { limits: { maxLines } }),
          });
          lines.push(...tailed.lines);
          from = tailed.error?.position;
          if (tailed.error === undefined) break;
          expect(tailed.error._tag).toBe("StreamLimitExceeded");
        }
        expect(lines).toEqual(expected(given.log));
      }),
      { numRuns, examples: [laterReplay] },
    );
  }, 600_000);
});
