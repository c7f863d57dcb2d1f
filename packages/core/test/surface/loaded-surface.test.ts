import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { ConnectionFailed } from "../../src/errors.ts";
import type { CallOptions } from "../../src/surface/options.ts";
import type { Effectful } from "../../src/surface/effectful.ts";
import { loadedSurface } from "../../src/surface/loaded-surface.ts";

interface Rooms {
  readonly open: (name: string, options?: CallOptions) => Promise<string>;
  readonly lights: { readonly on: (options?: CallOptions) => Promise<number> };
}

const rooms: Effectful<Rooms> = {
  open: (name) => Effect.succeed(`open ${name}`),
  lights: { on: () => Effect.succeed(3) },
};
const at = { open: 1, lights: { on: 0 } } as const;

describe("a surface whose code is loaded when it is called", () => {
  it.effect("loads nothing before an operation runs, and loads once for all of them", () =>
    Effect.gen(function* () {
      let loads = 0;
      const surface = loadedSurface<Rooms>(at, async () => {
        loads += 1;
        return rooms;
      });
      const opened = surface.open("a");
      assert.strictEqual(loads, 0);
      assert.strictEqual(yield* opened, "open a");
      assert.strictEqual(yield* surface.lights.on(), 3);
      assert.strictEqual(yield* surface.open("b"), "open b");
      assert.strictEqual(loads, 1);
    }),
  );

  it.effect("fails with ConnectionFailed when the code does not come, and tries again with the next call", () =>
    Effect.gen(function* () {
      const cause = new TypeError("Failed to fetch dynamically imported module");
      let answers: ReadonlyArray<Effectful<Rooms>> = [];
      const surface = loadedSurface<Rooms>(at, async () => {
        const [code] = answers;
        if (code === undefined) throw cause;
        return code;
      });
      const error = yield* Effect.flip(surface.lights.on());
      assert.instanceOf(error, ConnectionFailed);
      assert.strictEqual(error.reason, "unreachable");
      assert.strictEqual(error.cause, cause);
      answers = [rooms];
      assert.strictEqual(yield* surface.lights.on(), 3);
    }),
  );

  it.effect("can be interrupted while it loads", () =>
    Effect.gen(function* () {
      const surface = loadedSurface<Rooms>(at, () => new Promise(() => undefined));
      const fiber = yield* Effect.forkChild(surface.open("a"));
      yield* Effect.yieldNow;
      yield* Fiber.interrupt(fiber);
    }),
  );
});
