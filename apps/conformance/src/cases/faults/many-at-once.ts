import { instead, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, logWays, subjectOf } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld, running } from "./log-world.ts";

const log = numbered(10);

/** Many tails at once, on a healthy server and on a failing one. */
const follows = 40;

const together: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-failing-server",
  on: "log",
  ways: logWays,
  // A page makes six connections to a server, and each live tail holds one.
  needs: ["process"],
  world: (makers, surface, transport) => {
    const down = instead(text("down", { status: 503 }));
    return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
  },
  run: async (bench, surface) => {
    const before = await bench.hand.requests();
    const subject = subjectOf(bench, surface, { retryForMs: 1_500 });
    const outcomes = await Promise.all(Array.from({ length: follows }, () => failure(subject.read().over)));
    holds(
      outcomes.every(({ _tag }) => _tag === "ServerError"),
      `typed errors: ${[...new Set(outcomes.map(({ _tag }) => _tag))].join()}`,
    );
    const asked = (await bench.hand.requests()) - before;
    // 500 tokens are 100 retries; each tail has its first request and, at its deadline, its last.
    holds(asked <= follows * 3 + 100 + follows / 10, `retries share a budget: ${asked} requests of ${follows} tails`);
  },
});

const waitsTogether: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-failing-server",
  on: "wait",
  ways: callWays,
  world: (makers, surface, transport) => {
    const down = instead(text("down", { status: 503 }));
    return logWorld(makers, surface, transport, { log, fault: () => down, otherwise: () => down });
  },
  run: async (bench, surface) => {
    const before = await bench.hand.requests();
    const subject = subjectOf(bench, surface, { retryForMs: 1_200 });
    const outcomes = await Promise.all(
      Array.from({ length: follows }, (_, n) => failure(subject.wait({ id: `job-${n}`, timeoutMs: 2_000 }))),
    );
    holds(
      outcomes.every(({ _tag }) => _tag === "ServerError" || _tag === "Timeout"),
      `typed errors: ${[...new Set(outcomes.map(({ _tag }) => _tag))].join()}`,
    );
    const asked = (await bench.hand.requests()) - before;
    holds(asked <= follows, `the waits share their polls: ${asked} requests of ${follows} waits`);
  },
});

const healthy: ReadonlyArray<ConformanceCase> = faultCases({
  row: 23,
  variant: "many-on-a-healthy-server",
  on: "log",
  ways: logWays,
  needs: ["process"],
  world: (makers, surface, transport) => logWorld(makers, surface, transport, running),
  run: async (bench, surface) => {
    // Another client's failures must not affect it.
    const failing = subjectOf(bench, surface, { url: "http://127.0.0.1:2", retryForMs: 800 });
    const lost = Array.from({ length: 20 }, () => failsWith(failing.read().over, "ConnectionFailed"));
    const subject = subjectOf(bench, surface);
    // A statement is three requests, and each page of events one statement.
    const readings = Array.from({ length: surface === "reasoner" ? follows / 4 : follows }, () => subject.read());
    const count = await bench.hand.lineCount();
    await until(() => readings.every(({ lines }) => lines.length >= count), "all lines of all tails", 45_000);
    await bench.hand.end();
    const all = await Promise.all(readings.map(({ over }) => over));
    await bench.checkLines(all[0] ?? []);
    holds(
      all.every((lines) => lines.join("\n") === all[0]?.join("\n")),
      "all tails have the same lines",
    );
    await Promise.all(lost);
  },
});

/** Row 23: many tails and waits on one server. */
export const manyAtOnceCases: ReadonlyArray<ConformanceCase> = [...together, ...waitsTogether, ...healthy];
