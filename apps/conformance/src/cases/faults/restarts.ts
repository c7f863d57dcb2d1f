import { failure, holds, same, sleep, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { callWays, isSuccess, logWays, subjectOf, untilAllRead } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld, running } from "./log-world.ts";

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
      await untilAllRead(bench, lines);
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
      holds(isSuccess(await waiting), "the job's end");
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
      await untilAllRead(bench, lines);
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
      await untilAllRead(bench, lines);
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

/** Row 17: servers that go away, and come back with the job or without it. */
export const restartCases: ReadonlyArray<ConformanceCase> = [...comesBack, ...neverBack];
