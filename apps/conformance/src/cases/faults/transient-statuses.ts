import { type Fault, instead, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, isSuccess, logWays, subjectOf } from "./backends.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const log = numbered(12);

/** The status that an agent's client reports at once, as its Python clients do. */
const isFinalOnAgent = (status: number): boolean => status === 408 || status === 500;

const passing: ReadonlyArray<ConformanceCase> = [408, 429, 500, 502, 503, 504].flatMap((status) => [
  ...faultCases({
    row: 4,
    variant: `status-${status}`,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, (nth) => (nth === 0 ? instead(text("try again", { status })) : undefined)),
    run: async (bench, surface) => {
      const asking = subjectOf(bench, surface).get();
      // Chromium itself repeats a request that got a 408 on a kept connection.
      const sentAgain = status === 408 && bench.runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode");
      if (surface === "agent" && isFinalOnAgent(status) && !sentAgain)
        same((await failure(asking)).statusCode, status, "the status");
      else holds(isSuccess(await asking), "the job, at the second attempt");
    },
  }),
  ...faultCases({
    row: 4,
    variant: `status-${status}`,
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, {
        log,
        fault: (nth) => (nth === 0 ? instead(text("try again", { status })) : undefined),
      }),
    run: async (bench, surface) => {
      await bench.checkLines(await subjectOf(bench, surface).read().over);
    },
  }),
]);

const retryAfters: Readonly<
  Record<string, { readonly value: () => string; readonly atLeastMs: number; readonly atMostMs: number }>
> = {
  // Far more than the first back-off, so that a busy machine cannot hide that a client ignores it (broken-adapter.test.ts).
  seconds: { value: () => "3", atLeastMs: 2_950, atMostMs: 25_000 },
  // A date has whole seconds, so between one and two of them remain.
  date: { value: () => new Date(Date.now() + 2_000).toUTCString(), atLeastMs: 700, atMostMs: 25_000 },
  negative: { value: () => "-5", atLeastMs: 0, atMostMs: 25_000 },
  invalid: { value: () => "soon", atLeastMs: 0, atMostMs: 25_000 },
};

/** Responds to the first request with 503 and this Retry-After. */
const firstAnswered =
  (value: () => string) =>
  (nth: number): Fault | undefined =>
    nth === 0 ? instead(text("later", { status: 503, headers: { "retry-after": value() } })) : undefined;

const retryAfterCases: ReadonlyArray<ConformanceCase> = Object.entries(retryAfters).flatMap(
  ([variant, { value, atLeastMs, atMostMs }]) => [
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "call",
      ways: callWays,
      world: (makers, surface, transport) => callWorld(makers, surface, transport, firstAnswered(value)),
      run: async (bench, surface) => {
        const began = Date.now();
        holds(isSuccess(await subjectOf(bench, surface).get()), "the job, at the second attempt");
        const took = Date.now() - began;
        holds(took >= atLeastMs && took <= atMostMs, `it took ${took} ms, not ${atLeastMs} to ${atMostMs}`);
      },
    }),
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "wait",
      ways: callWays,
      world: (makers, surface, transport) => callWorld(makers, surface, transport, firstAnswered(value)),
      run: async (bench, surface) => {
        const began = Date.now();
        holds(isSuccess(await subjectOf(bench, surface).wait()), "the job's end");
        const took = Date.now() - began;
        holds(took >= atLeastMs && took <= atMostMs, `it took ${took} ms, not ${atLeastMs} to ${atMostMs}`);
      },
    }),
    ...faultCases({
      row: 4,
      variant: `retry-after-${variant}`,
      on: "log",
      ways: logWays,
      only: (_, transport) => transport !== "websocket",
      world: (makers, surface, transport) =>
        logWorld(makers, surface, transport, {
          log,
          fault: firstAnswered(value),
        }),
      run: async (bench, surface) => {
        const began = Date.now();
        await bench.checkLines(await subjectOf(bench, surface).read().over);
        const took = Date.now() - began;
        holds(took <= atMostMs, `it took ${took} ms, not at most ${atMostMs}`);
      },
    }),
  ],
);

/** A call with a time limit ends within it, although the server asks for an hour. */
const absurd: ReadonlyArray<ConformanceCase> = faultCases({
  row: 4,
  variant: "retry-after-an-hour",
  on: "call",
  ways: callWays,
  world: (makers, surface, transport) =>
    callWorld(makers, surface, transport, () =>
      instead(text("tomorrow", { status: 503, headers: { "retry-after": "3600" } })),
    ),
  run: async (bench, surface) => {
    const began = Date.now();
    const error = await failure(subjectOf(bench, surface).get({ timeoutMs: 1_500 }));
    holds(["ServerError", "Timeout"].includes(error._tag), `a typed error: ${error._tag}`);
    holds(Date.now() - began < 6_000, "it did not wait for an hour");
  },
});

/** A server that always fails: the attempts are limited, and the error is typed. */
const exhausted: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 4,
    variant: "always-503",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () => instead(text("down", { status: 503 }))),
    run: async (bench, surface) => {
      const before = await bench.hand.requests();
      same((await failsWith(subjectOf(bench, surface).get(), "ServerError")).statusCode, 503, "the status");
      const asked = (await bench.hand.requests()) - before;
      holds(asked >= 2 && asked <= 6, `a few attempts, not ${asked}`);
    },
  }),
  ...faultCases({
    row: 4,
    variant: "always-503",
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => {
      const down = instead(text("down", { status: 503 }));
      return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
    },
    run: async (bench, surface) => {
      same(
        (await failsWith(subjectOf(bench, surface, { retryForMs: 1_500 }).read().over, "ServerError")).statusCode,
        503,
        "the status",
      );
    },
  }),
];

/** Row 4: transient statuses, with and without a Retry-After. */
export const transientStatusCases: ReadonlyArray<ConformanceCase> = [
  ...passing,
  ...retryAfterCases,
  ...absurd,
  ...exhausted,
];
