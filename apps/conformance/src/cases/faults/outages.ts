import { answerLost, drop, instead, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, sleep, until } from "../../case/checks.ts";
import type { ConformanceCase, Surface, Transport } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, logWays, subjectOf } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const log = numbered(10);
const isEnd = (status: string): boolean => status === "SUCCEEDED" || status === "COMPLETED";
const running = { log, endsAt: Number.POSITIVE_INFINITY };

/** A server that is gone for a while, answers 503, does not know the job, and then is itself again. */
const comesBack: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 17,
    variant: "comes-back",
    on: "log",
    ways: logWays,
    // To the service, a reasoner's job that is unknown never was.
    only: (surface) => surface !== "reasoner",
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      const { lines, over } = subjectOf(bench, surface, { retryForMs: 30_000 }).read({ idleMs: 1_000 });
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines");
      await bench.hand.goDown();
      await sleep(300);
      await bench.hand.forget();
      await bench.hand.comeUp();
      await sleep(500);
      await bench.hand.remember();
      await bench.hand.append("after the restart\n");
      await until(() => lines.includes("after the restart"), "the line after the restart");
      await bench.hand.end();
      await bench.judge(await over);
    },
  }),
  ...faultCases({
    row: 17,
    variant: "comes-back",
    on: "wait",
    ways: callWays,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      let seen = false;
      const waiting = subjectOf(bench, surface, { retryForMs: 30_000 }).wait({ onChange: () => void (seen = true) });
      waiting.catch(() => {});
      await until(() => seen, "the first status");
      await bench.hand.goDown();
      await sleep(300);
      await bench.hand.forget();
      await bench.hand.comeUp();
      await sleep(500);
      await bench.hand.remember();
      await bench.hand.end();
      holds(isEnd(await waiting), "the job's end");
    },
  }),
  ...faultCases({
    row: 17,
    variant: "restarts",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      const { lines, over } = subjectOf(bench, surface, { retryForMs: 30_000 }).read({ idleMs: 1_000 });
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines");
      await bench.hand.goDown();
      await sleep(600);
      await bench.hand.comeUp();
      await bench.hand.append("after the restart\n");
      await until(() => lines.includes("after the restart"), "the line after the restart");
      await bench.hand.end();
      await bench.judge(await over);
    },
  }),
];

/** The job was there and never comes back. */
const neverBack: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 17,
    variant: "never-back",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      const { lines, over } = subjectOf(bench, surface, { retryForMs: 1_200 }).read({ idleMs: 500 });
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines");
      await bench.hand.forget();
      await bench.hand.resetAll();
      const error = await failure(over);
      // The service keeps no word for a job that was: its events are of an unknown job then.
      if (surface === "reasoner") same([error._tag, error.reason], ["NotFound", "unknown-job"], error.message);
      else same([error._tag, error.reason], ["JobLost", "gone"], error.message);
    },
  }),
  ...faultCases({
    row: 17,
    variant: "never-back",
    on: "wait",
    ways: callWays,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
    run: async (bench, surface) => {
      let seen = false;
      const subject = subjectOf(bench, surface, { retryForMs: 1_200 });
      // A reasoner's wait has its own limit of time in place of retryForMs.
      const waiting = subject.wait({
        onChange: () => void (seen = true),
        ...(surface === "reasoner" ? { timeoutMs: 2_500 } : {}),
      });
      waiting.catch(() => {});
      await until(() => seen, "the first status");
      await bench.hand.forget();
      const error = await failure(waiting);
      holds(
        error._tag === "JobLost" || (surface === "reasoner" && error._tag === "Timeout"),
        `${error._tag}: ${error.message}`,
      );
    },
  }),
];

/** The answer to a stop is lost. Where a stop may be repeated, it is; an agent's is sent once, and what is not known is said. */
const lostStops: ReadonlyArray<ConformanceCase> = faultCases({
  row: 19,
  variant: "stop-answer-lost",
  on: "call",
  ways: callWays,
  needs: ["writes", "sends-once"],
  world: async (makers, surface, transport) => {
    let writes = 0;
    const world = await logWorld(makers, surface, transport, {
      ...running,
      otherwise: (_, endpoint) =>
        /^(?:stop|stopJob|cancelJob|submitStatement)$/.test(endpoint) && writes++ === 0
          ? answerLost(drop())
          : undefined,
    });
    return { ...world, hands: { writes: () => writes } };
  },
  run: async (bench, surface) => {
    const subject = subjectOf(bench, surface);
    const stopping = subject.stop();
    if (surface === "agent") await failsWith(stopping, "ConnectionFailed");
    else await stopping;
    const sent = await bench.hand.writes();
    holds(surface === "agent" ? sent === 1 : sent <= 3, `stops that were sent: ${sent}`);
    holds(/STOPPED|CANCELED/.test(await subject.get()), "the job was stopped");
  },
});

/** An agent runs a plugin once, though the answer is lost. */
const lostRun: ReadonlyArray<ConformanceCase> = faultCases({
  row: 19,
  variant: "run-answer-lost",
  on: "call",
  ways: [{ surface: "agent", transports: ["unary"] }],
  needs: ["writes", "sends-once"],
  world: async ({ agentService }) => {
    let runs = 0;
    const { url, token } = await agentService({
      fault: ({ endpoint }) => {
        if (endpoint !== "runDebugPluginRelease") return undefined;
        runs++;
        return answerLost(drop());
      },
    });
    return { url, token, hands: { runs: () => runs } };
  },
  run: async (bench) => {
    const client = bench.agent();
    const run = { action: "go", params: { entrypoint: "echo ran" }, jobId: "fault-run" };
    await failsWith(client.plugins.runDebug(run), "ConnectionFailed");
    same(await bench.hand.runs(), 1, "runs that were sent");
    same((await client.jobs.wait("fault-run")).status, "SUCCEEDED", "the job of the run");
  },
});

/** The clock of the day jumps an hour forward and then two back; limits of time go by another one. */
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

/** Ray's plain log is looked at every 5 s at most, so that a burst shows in its file first. */
const oftenRead = (surface: Surface, transport: Transport): boolean => surface !== "ray" || transport !== "plain";

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
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines");
      const before = await bench.hand.requests();
      await jumping(async () => {
        const later = performance.now() + 700;
        while (performance.now() < later) await new Promise((resolve) => setTimeout(resolve, 50));
        const asked = (await bench.hand.requests()) - before;
        holds(asked <= 60, `no burst: ${asked} requests`);
        await bench.hand.end();
        await bench.judge(await over);
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
    const count = await bench.hand.lineCount();
    await until(() => lines.length >= count, "all lines");
    const before = await bench.hand.requests();
    const awake = performance.now() + 800;
    while (performance.now() < awake);
    await sleep(50);
    const asked = (await bench.hand.requests()) - before;
    holds(asked <= 15, `no burst of what was missed: ${asked} requests`);
    await bench.hand.end();
    await bench.judge(await over);
  },
});

/** Many tails at once, on a server that is well and on one that is not. */
const follows = 40;
const together: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-failing-server",
  on: "log",
  ways: logWays,
  // A page makes six connections to a server, and each live tail holds one.
  needs: ["process"],
  world: (makers, surface, transport) => {
    const down = instead(text("down", { status: 503 }));
    return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
  },
  run: async (bench, surface) => {
    const before = await bench.hand.requests();
    const subject = subjectOf(bench, surface, { retryForMs: 1_500 });
    const outcomes = await Promise.all(Array.from({ length: follows }, () => failure(subject.read().over)));
    holds(
      outcomes.every(({ _tag }) => _tag === "ServerError"),
      `typed errors: ${[...new Set(outcomes.map(({ _tag }) => _tag))].join()}`,
    );
    const asked = (await bench.hand.requests()) - before;
    // 500 tokens are 100 retries; each tail has its first request and, when its time is over, its last.
    holds(asked <= follows * 3 + 100 + follows / 10, `retries share a budget: ${asked} requests of ${follows} tails`);
  },
});

const waitsTogether: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-failing-server",
  on: "wait",
  ways: callWays,
  world: (makers, surface, transport) => {
    const down = instead(text("down", { status: 503 }));
    return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
  },
  run: async (bench, surface) => {
    const before = await bench.hand.requests();
    const subject = subjectOf(bench, surface, { retryForMs: 1_200 });
    const outcomes = await Promise.all(
      Array.from({ length: follows }, (_, n) => failure(subject.wait({ id: `job-${n}`, timeoutMs: 2_000 }))),
    );
    holds(
      outcomes.every(({ _tag }) => _tag === "ServerError" || _tag === "Timeout"),
      `typed errors: ${[...new Set(outcomes.map(({ _tag }) => _tag))].join()}`,
    );
    const asked = (await bench.hand.requests()) - before;
    holds(asked <= follows, `the waits share their polls: ${asked} requests of ${follows} waits`);
  },
});

const healthy: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-healthy-server",
  on: "log",
  ways: logWays,
  needs: ["process"],
  world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
  run: async (bench, surface) => {
    // Another client's trouble is its own.
    const failing = subjectOf(bench, surface, { url: "http://127.0.0.1:2", retryForMs: 800 });
    const lost = Array.from({ length: 20 }, () => failsWith(failing.read().over, "ConnectionFailed"));
    const subject = subjectOf(bench, surface);
    // A statement is three requests, and each page of events one statement.
    const readings = Array.from({ length: surface === "reasoner" ? follows / 4 : follows }, () => subject.read());
    const count = await bench.hand.lineCount();
    await until(() => readings.every(({ lines }) => lines.length >= count), "all lines of all tails", 45_000);
    await bench.hand.end();
    const all = await Promise.all(readings.map(({ over }) => over));
    await bench.judge(all[0] ?? []);
    holds(
      all.every((lines) => lines.join("\n") === all[0]?.join("\n")),
      "all tails have the same lines",
    );
    await Promise.all(lost);
  },
});

/** Rows 17, 19, 22 and 23: servers and clocks that go away and come back. */
export const outageCases: ReadonlyArray<ConformanceCase> = [
  ...comesBack,
  ...neverBack,
  ...lostStops,
  ...lostRun,
  ...jumps,
  ...sleeps,
  ...together,
  ...waitsTogether,
  ...healthy,
];
