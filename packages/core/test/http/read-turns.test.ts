import { Effect, Fiber } from "effect";
import { describe, expect, it } from "vitest";
import { atOnce, makeReadTurns, type ReadTurn } from "../../src/http/read-turns.ts";

const piece = 64 * 1024;
const bytesOf = (pulled: number): number => pulled;

/** Pulls pieces until it has taken `bytes`; notes each pull by its name. A connection brings one piece in each turn of the event loop. */
const readAll = (
  turn: ReadTurn,
  name: string,
  bytes: number,
  pulls: Array<string>,
  arrival: Effect.Effect<void> = Effect.yieldNow,
): Effect.Effect<void> => {
  const pull = turn.inTurn(
    Effect.map(arrival, () => {
      pulls.push(name);
      return piece;
    }),
    bytesOf,
  );
  return Effect.gen(function* () {
    for (let taken = 0; taken < bytes; taken += piece) yield* pull;
  });
};

describe("the turns of the readers of one client", () => {
  it("give each of many readers its share: the first ends near the last", async () => {
    const readers = 50;
    const turns = makeReadTurns(() => readers);
    const pulls: Array<string> = [];
    const size = 4 * 1024 * 1024;
    const reading = Array.from({ length: readers }, (_, at) => readAll(turns.join(), `${at}`, size, pulls));
    await Effect.runPromise(Effect.all(reading, { concurrency: "unbounded" }));
    expect(pulls).toHaveLength(readers * (size / piece));
    const firstEnd = Math.min(...Array.from({ length: readers }, (_, at) => pulls.lastIndexOf(`${at}`)));
    expect(pulls.length / firstEnd).toBeLessThan(1.3);
  });

  it("let a reader that begins late read before the others have read their logs", async () => {
    const turns = makeReadTurns(() => 50);
    const pulls: Array<string> = [];
    const early = Array.from({ length: 50 }, () => readAll(turns.join(), "early", 4 * 1024 * 1024, pulls));
    const program = Effect.gen(function* () {
      const fibers = yield* Effect.forEach(early, (reading) => Effect.forkChild(reading));
      yield* Effect.yieldNow;
      yield* readAll(turns.join(), "late", 2 * piece, pulls);
      yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber));
    });
    await Effect.runPromise(program);
    // It comes after the first turns of the others.
    expect(pulls.lastIndexOf("late")).toBeLessThan(pulls.length / 5);
  });

  it("turn the event loop again and again, so that connections are opened meanwhile", async () => {
    const turns = makeReadTurns(() => 100);
    const pulls: Array<string> = [];
    const seen: Array<number> = [];
    const look = (): void => {
      seen.push(pulls.length);
      if (pulls.length < 3_000) setImmediate(look);
    };
    setImmediate(look);
    const reading = Array.from({ length: 100 }, () => readAll(turns.join(), "any", 2 * 1024 * 1024, pulls));
    await Effect.runPromise(Effect.all(reading, { concurrency: "unbounded" }));
    const steps = seen.map((pulled, at) => pulled - (seen[at - 1] ?? 0));
    // The first turns of all readers come at once.
    const later = steps.filter((_, at) => (seen[at - 1] ?? 0) > 700);
    expect(later.length).toBeGreaterThan(50);
    expect(Math.max(...later) * piece).toBeLessThanOrEqual(2 * 1024 * 1024);
  });

  it("let a single reader read a megabyte without a wait", () => {
    const turns = makeReadTurns(() => 1);
    const pulls: Array<string> = [];
    Effect.runSync(readAll(turns.join(), "only", 1024 * 1024, pulls, Effect.void));
    expect(pulls).toHaveLength(16);
  });

  it("pass over a reader that left while it waited, and it holds little until its turn comes", async () => {
    const turns = makeReadTurns(() => 500);
    const pulls: Array<string> = [];
    const leaving = turns.join();
    const program = Effect.gen(function* () {
      yield* readAll(leaving, "leaving", 2 * piece, pulls);
      expect(leaving.isOn()).toBe(false);
      const fiber = yield* Effect.forkChild(readAll(leaving, "gone", piece, pulls), { startImmediately: true });
      yield* Fiber.interrupt(fiber);
      const staying = turns.join();
      yield* readAll(staying, "staying", 4 * piece, pulls);
      expect(staying.isOn()).toBe(false);
    });
    await Effect.runPromise(program);
    expect(pulls).not.toContain("gone");
    expect(pulls.filter((name) => name === "staying")).toHaveLength(4);
  });

  it("are none where a read may bring much", () => {
    const turn = atOnce.join();
    const pull = Effect.succeed(piece);
    expect(turn.inTurn(pull, bytesOf)).toBe(pull);
    expect(turn.isOn()).toBe(true);
  });
});
