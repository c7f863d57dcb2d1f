import { type Fault, instead, text } from "@jobwire/testing/faults";
import { holds, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, isSuccess, logWays, subjectOf } from "./backends.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

/** The proxy accepts a request only this long after the last one that it accepted, in milliseconds. */
const everyMs = 400;

/** As nginx's `limit_req` without a burst: every request too soon after the last accepted one is refused, whatever it asks for. */
const limiter = (status: number): (() => Fault | undefined) => {
  let acceptedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = Date.now();
    if (now - acceptedAt < everyMs) return instead(text("too many requests", { status }));
    acceptedAt = now;
    return undefined;
  };
};

/** A log behind a proxy that limits the rate of requests arrives whole, soon, and with few requests. */
const limitedLogs: ReadonlyArray<ConformanceCase> = [429, 503].flatMap((status) =>
  faultCases({
    row: 4,
    variant: `rate-limited-${status}`,
    on: "log",
    ways: logWays,
    world: (makers, surface, transport) => {
      const limited = limiter(status);
      return logWorld(makers, surface, transport, {
        // A reasoner sends its events page by page.
        log: numbered(surface === "reasoner" ? 6 : 200),
        endsAt: Number.POSITIVE_INFINITY,
        fault: limited,
        otherwise: limited,
      });
    },
    run: async (bench, surface) => {
      const before = await bench.hand.requests();
      const began = Date.now();
      const { lines, over } = subjectOf(bench, surface, { retryForMs: 30_000 }).read();
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines", 20_000);
      await bench.hand.end();
      await bench.checkLines(await over);
      const [asked, took] = [(await bench.hand.requests()) - before, Date.now() - began];
      // A tail that asked as fast as it does without a limit would send hundreds.
      holds(asked <= 20 + (2 * took) / everyMs, `the requests keep the pace: ${asked} in ${took} ms`);
    },
  }),
);

/** Calls one after the other, each of which has three tries. */
const limitedCalls: ReadonlyArray<ConformanceCase> = [429, 503].flatMap((status) =>
  faultCases({
    row: 4,
    variant: `rate-limited-${status}`,
    on: "call",
    ways: callWays,
    only: (_, transport) => transport !== "sql",
    world: (makers, surface, transport) => callWorld(makers, surface, transport, limiter(status)),
    run: async (bench, surface) => {
      const subject = subjectOf(bench, surface);
      for (let calls = 0; calls < 6; calls++) holds(isSuccess(await subject.get()), `the job, at call ${calls}`);
    },
  }),
);

/** Row 4: a proxy that limits the rate of requests. */
export const rateLimitCases: ReadonlyArray<ConformanceCase> = [...limitedLogs, ...limitedCalls];
