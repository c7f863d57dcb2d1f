import { Clock, Effect } from "effect";
import { describe, expect, it } from "vitest";
import type { EmptyLog, LogLoss, TailBackend } from "../../../src/tail/backend.ts";
import { numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder } from "../../support/run-tail.ts";
import { expectedLines, type ScriptedLog, scriptedLog, unavailable } from "../../support/scripted-log.ts";

const dead: LogLoss = { reason: "node-dead", why: "its node n1 is dead" };

/** Checks by number, and when each was made. */
const checks = <A>(result: (nth: number) => A) => {
  const times: Array<number> = [];
  const check = Effect.map(Clock.currentTimeMillis, (now) => {
    times.push(now);
    return result(times.length);
  });
  return { check, times };
};
const withChecks = (log: ScriptedLog, own: Partial<TailBackend>): { readonly backend: TailBackend } => ({
  backend: { ...log.backend, ...own },
});

/** A log whose file and plain log fail until so many status reads are done. */
const unreadableLog = (until: number): ScriptedLog => {
  let jobs = 0;
  return scriptedLog({
    log: utf8(numbered(5)),
    terminal: false,
    socket: false,
    fault: ({ kind }) => (kind !== "job" && jobs < until ? { failWith: unavailable() } : undefined),
    onRequest: ({ kind }, self) => {
      if (kind === "job" && ++jobs > until) self.end();
    },
  });
};

describe("a log that seems lost", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is not lost by one check alone (check %i)", async (nth) => {
    const log = unreadableLog(15);
    const { check, times } = checks((at) => (at === nth ? dead : undefined));
    const tailed = await runInOrder(withChecks(log, { lost: check }));
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(times.length).toBeGreaterThanOrEqual(nth);
  });

  it("is lost by two checks, two seconds apart", async () => {
    const log = unreadableLog(100);
    const { check, times } = checks(() => dead);
    const tailed = await runInOrder(withChecks(log, { lost: check }));
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead", jobStatus: "RUNNING" });
    const [before = 0, last = 0] = times.slice(-2);
    expect(last - before).toBeGreaterThanOrEqual(2_000);
    expect(tailed.tookMs).toBeLessThan(60_000);
  });

  it.each([10_000, 30_000, 60_000, 120_000])(
    "ends the tail within 15 s, also when it is lost after %i ms",
    async (at) => {
      const log = unreadableLog(Number.POSITIVE_INFINITY);
      let start: number | undefined;
      const check = Effect.map(Clock.currentTimeMillis, (now) => {
        start ??= now;
        return now >= start + at ? dead : undefined;
      });
      const tailed = await runInOrder(withChecks(log, { lost: check }));
      expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead" });
      // 5 s of them are for the job's own end.
      expect(tailed.tookMs - at).toBeLessThan(15_000);
      expect(tailed.tookMs).toBeGreaterThanOrEqual(at);
    },
  );

  it("is checked at most once in five seconds while its file cannot be read", async () => {
    const log = unreadableLog(20);
    const { check, times } = checks(() => undefined);
    const tailed = await runInOrder(withChecks(log, { lost: check }));
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    // One to choose the source, and the first of the two that would prove the loss.
    expect(times.length).toBeLessThanOrEqual(2 * (tailed.tookMs / 5_000) + 4);
  });
});

/** The plain log of an ended job, empty until so many checks were made. */
const emptyUntil = (checked: ReadonlyArray<number>, until: number): ScriptedLog => {
  const log = scriptedLog({
    log: utf8(numbered(5)),
    socket: false,
    fault: ({ kind }) => (kind === "file" ? { failWith: unavailable() } : undefined),
  });
  const { plain } = log.backend;
  const backend = {
    ...log.backend,
    plain: Effect.suspend(() => (checked.length < until ? Effect.succeed({ pull: Effect.undefined }) : plain)),
  };
  return { ...log, backend };
};

describe("an empty log of an ended job", () => {
  it.each([1, 2, 3, 4, 5])("is not lost by one check alone (check %i)", async (nth) => {
    const { check, times } = checks((at): EmptyLog => (at === nth ? dead : "unproven"));
    const log = emptyUntil(times, nth + 3);
    const tailed = await runInOrder(withChecks(log, { emptyLog: check }));
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });

  it.each([1, 2, 3, 4, 5])("is not proven by one check alone (check %i)", async (nth) => {
    const { check, times } = checks((at): EmptyLog => (at === nth ? "empty" : "unproven"));
    const log = emptyUntil(times, nth + 3);
    const tailed = await runInOrder(withChecks(log, { emptyLog: check }));
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
  });

  it.each(["empty", dead] as const)("is proven or lost by two checks, two seconds apart", async (result) => {
    const { check, times } = checks((): EmptyLog => result);
    const tailed = await runInOrder(withChecks(emptyUntil(times, 100), { emptyLog: check }));
    expect(tailed.error?._tag).toBe(result === "empty" ? undefined : "JobLost");
    expect(tailed.lines).toEqual([]);
    expect(times.length).toBe(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
  });
});
