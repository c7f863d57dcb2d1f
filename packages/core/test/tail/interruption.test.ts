import { Clock, Effect, Fiber, Stream } from "effect";
import { describe, expect, it } from "vitest";
import { ConnectionFailed } from "../../src/errors.ts";
import { tailStream } from "../../src/tail/tail.ts";
import { instantClock } from "../support/instant-clock.ts";
import { realTuning } from "../support/run-tail.ts";
import { type ScriptedLog, scriptedLog } from "../support/scripted-log.ts";

const bytes = new TextEncoder().encode(Array.from({ length: 500 }, (_, n) => `line ${n}\n`).join(""));
const tail = (log: ScriptedLog) =>
  tailStream(log.backend, {}, { idleMs: 30_000, retryForMs: 1e12, pollIntervalMs: 2_000, tuning: realTuning });

describe("a tail that is not wanted any more", () => {
  it("lets go of its source when the consumer stops", async () => {
    for (const wanted of [1, 3, 20]) {
      const log = scriptedLog({ log: bytes });
      const got = await Effect.runPromise(Stream.runCollect(Stream.take(tail(log), wanted)));
      expect(got.length).toBe(wanted);
      expect(log.open).toBe(0);
    }
  });

  const phases = {
    "a silent socket": scriptedLog({
      log: bytes,
      terminal: false,
      fault: (r) => (r.kind === "socket" ? { silentAfter: 0 } : undefined),
    }),
    "back-off": scriptedLog({
      log: bytes,
      fault: (r) =>
        r.kind === "job" ? { failWith: new ConnectionFailed({ reason: "refused", message: "refused" }) } : undefined,
    }),
    "a consumer that takes nothing": scriptedLog({ log: bytes }),
  };
  for (const [phase, log] of Object.entries(phases)) {
    it(`ends at once when interrupted in ${phase}`, async () => {
      const consume = phase.includes("consumer") ? () => Effect.never : () => Effect.void;
      await Effect.runPromise(
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Stream.runForEach(tail(log), consume));
          for (let turn = 0; turn < 500; turn++) yield* Effect.yieldNow;
          expect(log.requests.length).toBeGreaterThan(0);
          yield* Fiber.interrupt(fiber);
        }).pipe(Effect.provideService(Clock.Clock, instantClock())),
      );
      expect(log.open).toBe(0);
      const asked = log.requests.length;
      await new Promise((resolve) => setImmediate(resolve));
      expect(log.requests.length).toBe(asked);
    });
  }
});
