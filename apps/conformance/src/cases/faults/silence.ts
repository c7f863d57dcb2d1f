import { instead, never, rewrite } from "@jobwire/testing/faults";
import { failsWith, holds } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { callWays, subjectOf } from "./backends.ts";
import { bodyText, wholeBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";

const silent: ReadonlyArray<ConformanceCase> = [
  ...faultCases({
    row: 10,
    variant: "never-answered",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => instead(never())),
    run: async (bench, surface) => {
      const began = Date.now();
      await failsWith(subjectOf(bench, surface, { timeouts: { connectMs: 400 } }).get(), "Timeout", "connect");
      holds(Date.now() - began < 10_000, "the time is bounded");
    },
  }),
  ...faultCases({
    row: 10,
    variant: "stopped-body",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () =>
        rewrite(async (answer) => ({
          ...answer,
          body: [bodyText(await wholeBody(answer.body)).slice(0, 20), "never sent"],
          framing: "chunked",
          cut: { afterPieces: 1, how: "stall" },
        })),
      ),
    run: async (bench, surface) => {
      await failsWith(subjectOf(bench, surface, { timeouts: { idleMs: 400 } }).get(), "Timeout", "idle");
    },
  }),
  ...faultCases({
    row: 10,
    variant: "total-time",
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => instead(never())),
    run: async (bench, surface) => {
      await failsWith(subjectOf(bench, surface).get({ timeoutMs: 400 }), "Timeout", "deadline");
    },
  }),
];

/** Row 10: servers that stop sending. */
export const silenceCases: ReadonlyArray<ConformanceCase> = [...silent];
