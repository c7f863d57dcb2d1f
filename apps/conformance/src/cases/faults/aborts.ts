import { type Fault, instead, never } from "@jobwire/testing/faults";
import { failsWith, holds, same, sleep, until } from "../../case/checks.ts";
import type { Bench, ConformanceCase, SystemSurface, Transport } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, logWays, type Reading, subjectOf } from "./backends.ts";
import { wholeBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { type LogHands, logWorld, type LogScript } from "./log-world.ts";

const log = numbered(10);

const tickMs = 50;

/**
 * The goal is 100 ms; only past a second it is a failure (R4). Then the server has no open request. The second is counted in timers
 * of this process, which stand still with it while a busy machine runs other processes. So they do when Jobwire itself keeps the
 * process busy, which the limit of real time shows.
 */
export const settles = async (bench: Bench<LogHands>, settle: () => Promise<unknown>): Promise<void> => {
  const began = Date.now();
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), tickMs);
  try {
    await settle();
  } finally {
    clearInterval(ticking);
  }
  const took = Date.now() - began;
  holds(took <= 10_000, `it settled within 10 s of real time, not after ${took} ms`);
  holds(ticks * tickMs <= 1_000, `it settled within 1 s, not after ${took} ms (${ticks} ticks of ${tickMs} ms)`);
  await until(async () => (await bench.hand.open()) === 0, "the server has no open request");
};

/** Waits for the visible sign of a moment of a tail. */
type Moment = (bench: Bench<LogHands>, reading: Reading, types: ReadonlyArray<string>) => Promise<void>;

interface AbortMoment {
  readonly script: (surface: SystemSurface, transport: Transport) => Partial<LogScript>;
  readonly moment: Moment;
}

const linesOf = (bench: Bench<LogHands>, { lines }: Reading): Promise<void> =>
  until(async () => lines.length >= (await bench.hand.lineCount()), "all lines");

/** The regular response, but it stops before its last bytes and stays open. */
const stopsShort = (): Fault => ({
  kind: "rewrite",
  rewrite: async (answer) => {
    if (answer.kind === "socket") return { ...answer, cut: { afterBytes: 20, how: "stall" } };
    if (answer.kind !== "http") return answer;
    const streaming = typeof answer.body === "object" && Symbol.asyncIterator in answer.body;
    const body = streaming ? answer.body : await wholeBody(answer.body);
    return { ...answer, body, framing: "chunked", cut: { afterBytes: 20, how: "stall" } } as typeof answer;
  },
});

const moments: Readonly<Record<string, AbortMoment>> = {
  "during-dial": {
    script: () => ({ fault: () => instead(never()), otherwise: () => instead(never()) }),
    moment: async (bench) => {
      const before = await bench.hand.requests();
      await until(async () => (await bench.hand.requests()) > 0 || before > 0, "a request arrived");
      await sleep(100);
    },
  },
  "mid-line": {
    script: () => ({ fault: stopsShort }),
    moment: async (bench) => {
      await until(async () => (await bench.hand.asked()) > 0, "the log was requested");
      await sleep(150);
    },
  },
  "while-live": { script: () => ({}), moment: linesOf },
  "back-off": {
    script: () => ({}),
    moment: async (bench, reading, types) => {
      await linesOf(bench, reading);
      await bench.hand.goDown();
      // Events have no statuses; their next poll is a poll interval away.
      if (types.length === 0) await sleep(400);
      else await until(() => types.includes("retrying"), "it waits before a retry");
    },
  },
  reconciliation: {
    script: (surface) => {
      let ended = false;
      return {
        // The job has ended, and the request that would prove the end gets no response.
        fault: (nth) => (nth === 0 ? undefined : instead(never())),
        otherwise: (_, endpoint) => {
          if (endpoint === "logs" || (endpoint === "file" && ended)) return instead(never());
          ended = ended || surface === "ray";
          return undefined;
        },
      };
    },
    moment: async (bench) => {
      await until(async () => (await bench.hand.asked()) > 0, "the log was requested");
      await bench.hand.end();
      await sleep(300);
    },
  },
};

const abortedTails: ReadonlyArray<ConformanceCase> = Object.entries(moments).flatMap(([variant, { script, moment }]) =>
  faultCases({
    row: 21,
    variant,
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, { log, endsAt: Number.POSITIVE_INFINITY, ...script(surface, transport) }),
    run: async (bench, surface) => {
      const ends = new AbortController();
      const types: Array<string> = [];
      const subject = subjectOf(bench, surface);
      const reading = subject.read({ signal: ends.signal, onStatus: ({ type }) => void types.push(type) });
      await moment(bench, reading, types);
      await settles(bench, () => {
        ends.abort(new Error("enough"));
        return failsWith(reading.over, "Aborted");
      });
    },
  }),
);

const before: ReadonlyArray<ConformanceCase> = faultCases({
  row: 21,
  variant: "before-dial",
  on: "log",
  ways: logWays,
  world: (makers, surface, transport) => logWorld(makers, surface, transport, { log }),
  run: async (bench, surface) => {
    const asked = await bench.hand.requests();
    const signal = AbortSignal.abort(new Error("never mind"));
    const subject = subjectOf(bench, surface);
    await failsWith(subject.read({ signal }).over, "Aborted");
    await failsWith(subject.get({ signal }), "Aborted");
    await failsWith(subject.wait({ signal }), "Aborted");
    same(await bench.hand.requests(), asked, "requests");
  },
});

const closed: ReadonlyArray<ConformanceCase> = faultCases({
  row: 21,
  variant: "close",
  on: "log",
  ways: logWays,
  world: (makers, surface, transport) =>
    logWorld(makers, surface, transport, { log, endsAt: Number.POSITIVE_INFINITY }),
  run: async (bench, surface) => {
    const subject = subjectOf(bench, surface);
    const reading = subject.read();
    const waiting = subject.wait();
    waiting.catch(() => {});
    await linesOf(bench, reading);
    await settles(bench, () => subject.close());
    await failsWith(reading.over, "Aborted");
    await failsWith(waiting, "Aborted");
  },
});

const abortedCalls: ReadonlyArray<ConformanceCase> = (["call", "wait"] as const).flatMap((on) =>
  faultCases({
    row: 21,
    variant: "unanswered",
    on,
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => instead(never())),
    run: async (bench, surface) => {
      const ends = new AbortController();
      const subject = subjectOf(bench, surface);
      const asking = on === "call" ? subject.get({ signal: ends.signal }) : subject.wait({ signal: ends.signal });
      asking.catch(() => {});
      const asked = await bench.hand.requests();
      await until(async () => (await bench.hand.requests()) >= Math.max(1, asked), "the request arrived");
      await sleep(100);
      await settles(bench, () => {
        ends.abort();
        return failsWith(asking, "Aborted");
      });
    },
  }),
);

/** Row 21: the caller ends an operation at every moment. */
export const abortedCases: ReadonlyArray<ConformanceCase> = [...before, ...abortedTails, ...closed, ...abortedCalls];
