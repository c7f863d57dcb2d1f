import { failure, holds, same, sleep, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { callWays, isSuccess, logWays, type Subject, subjectOf, untilAllRead, type WaitOptions } from "./backends.ts";
import { type FaultKind, faultCases } from "./fault-case.ts";
import { type LogHands, logWorld, running } from "./log-world.ts";

type Run = FaultKind<LogHands>["run"];

const world: FaultKind<LogHands>["world"] = (makers, surface, transport) =>
  logWorld(makers, surface, transport, running);

/** The server is down for `downMs`; with `forgets` it then does not know the job for half a second. */
const outage = async (bench: Parameters<Run>[0], downMs: number, forgets: boolean): Promise<void> => {
  await bench.hand.goDown();
  await sleep(downMs);
  if (forgets) await bench.hand.forget();
  await bench.hand.comeUp();
  if (!forgets) return;
  await sleep(500);
  await bench.hand.remember();
};

/** Reads a log through an outage, and a line that is written after it. */
const readThrough =
  (downMs: number, forgets: boolean): Run =>
  async (bench, surface) => {
    const { lines, over } = subjectOf(bench, surface, { retryForMs: 30_000 }).read({ idleMs: 1_000 });
    await untilAllRead(bench, lines);
    await outage(bench, downMs, forgets);
    await bench.hand.append("after the restart\n");
    await until(() => lines.includes("after the restart"), "the line after the restart");
    await bench.hand.end();
    await bench.checkLines(await over);
  };

/** Starts a wait, and returns its promise once the wait has seen the job. */
const startWait = async (subject: Subject, options: WaitOptions): Promise<{ readonly over: Promise<string> }> => {
  let seen = false;
  const over = subject.wait({ ...options, onChange: () => void (seen = true) });
  over.catch(() => {});
  await until(() => seen, "the first status");
  return { over };
};

/** A server that is down for a while, responds 503, does not know the job, and then works again. */
const comesBack: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 17,
    variant: "comes-back",
    on: "log",
    ways: logWays,
    // To the service, an unknown reasoner job never existed.
    only: (surface) => surface !== "reasoner",
    world,
    run: readThrough(300, true),
  }),
  ...faultCases({
    row: 17,
    variant: "comes-back",
    on: "wait",
    ways: callWays,
    world,
    run: async (bench, surface) => {
      const { over } = await startWait(subjectOf(bench, surface, { retryForMs: 30_000 }), {});
      await outage(bench, 300, true);
      await bench.hand.end();
      holds(isSuccess(await over), "the job's end");
    },
  }),
  ...faultCases({ row: 17, variant: "restarts", on: "log", ways: logWays, world, run: readThrough(600, false) }),
];

/** The job existed and never comes back. */
const neverBack: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 17,
    variant: "never-back",
    on: "log",
    ways: logWays,
    world,
    run: async (bench, surface) => {
      const { lines, over } = subjectOf(bench, surface, { retryForMs: 1_200 }).read({ idleMs: 500 });
      await untilAllRead(bench, lines);
      await bench.hand.forget();
      await bench.hand.resetAll();
      const error = await failure(over);
      // The service does not remember a deleted job: its events are those of an unknown job.
      if (surface === "reasoner") same([error._tag, error.reason], ["NotFound", "unknown-job"], error.message);
      else same([error._tag, error.reason], ["JobLost", "gone"], error.message);
    },
  }),
  ...faultCases({
    row: 17,
    variant: "never-back",
    on: "wait",
    ways: callWays,
    world,
    run: async (bench, surface) => {
      const subject = subjectOf(bench, surface, { retryForMs: 1_200 });
      // A reasoner's wait has its own time limit in place of retryForMs.
      const { over } = await startWait(subject, surface === "reasoner" ? { timeoutMs: 2_500 } : {});
      await bench.hand.forget();
      const error = await failure(over);
      holds(
        error._tag === "JobLost" || (surface === "reasoner" && error._tag === "Timeout"),
        `${error._tag}: ${error.message}`,
      );
    },
  }),
];

/** Row 17: servers that go down, and come back with the job or without it. */
export const restartCases: ReadonlyArray<ConformanceCase> = [...comesBack, ...neverBack];
