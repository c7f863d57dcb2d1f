import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { ServerError } from "../../../src/errors.ts";
import type { EmptyLog, LogLoss } from "../../../src/tail/backend.ts";
import { Evidence } from "../../../src/tail/run/evidence.ts";
import { inVirtualTime } from "./virtual-time.ts";

const dead: LogLoss = { reason: "node-dead", why: "its node n1 is dead" };
const down = new ServerError({ message: "down" });

/** Evidence whose checks have these results, one after the other, and the number of checks made. */
const evidenceOf = (...results: ReadonlyArray<LogLoss | undefined>): { evidence: Evidence; checks: () => number } => {
  let checks = 0;
  const lost = Effect.sync(() => results[checks++]);
  return { evidence: new Evidence({ lost }), checks: () => checks };
};

describe("the check whether a log is lost", () => {
  it("shows why the log is lost", async () => {
    const { evidence } = evidenceOf(dead);
    expect(evidence.loss).toBeUndefined();
    expect(await inVirtualTime(evidence.checkLoss(true))).toBe(true);
    expect(evidence.loss).toBe(dead);
  });

  it("shows nothing when the server has no way to check, or the check fails", async () => {
    expect(await inVirtualTime(new Evidence({}).checkLoss(true))).toBe(false);
    const failing = new Evidence({ lost: Effect.fail(down) });
    expect(await inVirtualTime(failing.checkLoss(true))).toBe(false);
    expect(failing.loss).toBeUndefined();
  });

  it.each([undefined, dead])("is made again only after five seconds, unless it must be fresh (%j)", async (first) => {
    const { evidence, checks } = evidenceOf(first, dead, undefined);
    const seen = await inVirtualTime(
      Effect.gen(function* () {
        const all = [[yield* evidence.checkLoss(false), checks()]];
        yield* Effect.sleep(4_999);
        all.push([yield* evidence.checkLoss(false), checks()]);
        yield* Effect.sleep(1);
        all.push([yield* evidence.checkLoss(false), checks()]);
        all.push([yield* evidence.checkLoss(true), checks()]);
        return all;
      }),
    );
    expect(seen).toEqual([
      [first !== undefined, 1],
      [first !== undefined, 1],
      [true, 2],
      [false, 3],
    ]);
    expect(evidence.loss).toBeUndefined();
  });
});

describe("the check of an empty log", () => {
  const checkEmpty = (emptyLog: EmptyLog): Promise<[EmptyLog, LogLoss | undefined]> => {
    const evidence = new Evidence({ emptyLog: Effect.succeed(emptyLog) });
    return inVirtualTime(Effect.map(evidence.checkEmpty(), (proof) => [proof, evidence.loss]));
  };

  it("returns the server's proof", async () => {
    expect(await checkEmpty("empty")).toEqual(["empty", undefined]);
    expect(await checkEmpty("unproven")).toEqual(["unproven", undefined]);
  });

  it("keeps why the log is lost", async () => {
    expect(await checkEmpty(dead)).toEqual([dead, dead]);
  });

  it("takes an empty log for the log when the server cannot prove it", async () => {
    expect(await inVirtualTime(new Evidence({}).checkEmpty())).toBe("empty");
  });

  it("fails with the error of the check", async () => {
    const failure = inVirtualTime(Effect.flip(new Evidence({ emptyLog: Effect.fail(down) }).checkEmpty()));
    expect(await failure).toBe(down);
  });
});
