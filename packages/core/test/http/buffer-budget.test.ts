import { Effect, Exit, Scope } from "effect";
import { expect, it } from "vitest";
import { makeBufferBudget } from "../../src/http/buffer-budget.ts";

it("the bytes that a client may hold are divided among its readers while they read", async () => {
  const budget = makeBufferBudget(true, 8 * 1024 * 1024);
  expect(budget.readerBytes()).toBe(512 * 1024);
  const scopes = Array.from({ length: 40 }, () => Scope.makeUnsafe());
  for (const scope of scopes) await Effect.runPromise(Scope.provide(budget.join, scope));
  // Half of 8 MiB for 40 readers.
  expect(budget.readerBytes()).toBe((4 * 1024 * 1024) / 40);
  expect(budget.textUnits()).toBe((4 * 1024 * 1024) / 40 / 2);
  for (const scope of scopes.slice(1)) await Effect.runPromise(Scope.close(scope, Exit.void));
  expect(budget.readerBytes()).toBe(512 * 1024);
});

it("a reader may hold 16 KiB however many there are", async () => {
  const budget = makeBufferBudget(true, 1024 * 1024);
  await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        for (let readers = 0; readers < 1_000; readers++) yield* budget.join;
        expect(budget.readerBytes()).toBe(16 * 1024);
      }),
    ),
  );
});

it("a socket that cannot pause may hold more: it is closed at its bound", () => {
  expect(makeBufferBudget(true).socketBytes()).toBe(512 * 1024);
  expect(makeBufferBudget(false).socketBytes()).toBe(8 * 1024 * 1024);
});
