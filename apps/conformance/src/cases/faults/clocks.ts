import { failsWith, holds, sleep, until } from "../../case/checks.ts";
import type { ConformanceCase, SystemSurface, Transport } from "../../case/conformance-case.ts";
import { callWays, logWays, subjectOf, untilAllRead } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld, running } from "./log-world.ts";

/** The wall clock jumps an hour forward and then two back; timeouts use another one. */
const hour = 3_600_000;

const jumping = async <A>(work: () => Promise<A>): Promise<A> => {
  const { now } = Date;
  Date.now = () => now.call(Date) + hour;
  const back = setTimeout(() => (Date.now = () => now.call(Date) - hour), 400);
  try {
    return await work();
  } finally {
    clearTimeout(back);
    Date.now = now;
  }
};

/** The client reads Ray's plain log every 5 s at most, so a burst shows in its file first. */
const oftenRead = (surface: SystemSurface, transport: Transport): boolean => surface !== "ray" || transport !== "plain";

const jumps: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 22,
    variant: "clock-jumps",
    on: "wait",
    ways: callWays,
    alone: true,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      const began = performance.now();
      let seen = false;
      const waiting = subjectOf(bench, surface).wait({ timeoutMs: 2_500, onChange: () => void (seen = true) });
      waiting.catch(() => {});
      await until(() => seen, "the first status");
      const before = await bench.hand.requests();
      await jumping(() => failsWith(waiting, "Timeout", "deadline"));
      const took = performance.now() - began;
      holds(took >= 2_400 && took < 15_000, `the deadline took ${Math.round(took)} ms`);
      const polls = (await bench.hand.requests()) - before;
      holds(polls <= 60, `no burst: ${polls} requests`);
    },
  }),
  ...faultCases({
    row: 22,
    variant: "clock-jumps",
    on: "log",
    ways: logWays,
    only: oftenRead,
    alone: true,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      const { lines, over } = subjectOf(bench, surface).read();
      await untilAllRead(bench, lines);
      const before = await bench.hand.requests();
      await jumping(async () => {
        const later = performance.now() + 700;
        while (performance.now() < later) await new Promise((resolve) => setTimeout(resolve, 50));
        const asked = (await bench.hand.requests()) - before;
        holds(asked <= 60, `no burst: ${asked} requests`);
        await bench.hand.end();
        await bench.checkLines(await over);
      });
    },
  }),
];

/** The machine slept: all timers are late at once. */
const sleeps: ReadonlyArray<ConformanceCase> = faultCases({
  row: 22,
  variant: "late-timers",
  on: "log",
  ways: logWays,
  only: oftenRead,
  alone: true,
  world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
  run: async (bench, surface) => {
    const { lines, over } = subjectOf(bench, surface).read({ idleMs: 300 });
    await untilAllRead(bench, lines);
    const before = await bench.hand.requests();
    const awake = performance.now() + 800;
    while (performance.now() < awake);
    await sleep(50);
    const asked = (await bench.hand.requests()) - before;
    holds(asked <= 15, `no burst of missed requests: ${asked} requests`);
    await bench.hand.end();
    await bench.checkLines(await over);
  },
});

/** Row 22: clocks that jump, and machines that sleep. */
export const clockCases: ReadonlyArray<ConformanceCase> = [...jumps, ...sleeps];
