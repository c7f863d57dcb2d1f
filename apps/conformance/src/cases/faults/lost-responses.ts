import { responseLost, drop } from "@jobwire/testing/faults";
import { failsWith, holds, same } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { callWays, subjectOf } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld, running } from "./log-world.ts";

/** The response to a stop is lost. The client repeats a stop where that is safe; it sends an agent's once, and reports that its outcome is unknown. */
const lostStops: ReadonlyArray<ConformanceCase> = faultCases({
  row: 19,
  variant: "stop-answer-lost",
  on: "call",
  ways: callWays,
  needs: ["writes", "sends-once"],
  world: async (makers, surface, transport) => {
    let writes = 0;
    const world = await logWorld(makers, surface, transport, {
      ...running,
      otherwise: (_, endpoint) =>
        /^(?:stop|stopJob|cancelJob|submitStatement)$/.test(endpoint) && writes++ === 0
          ? responseLost(drop())
          : undefined,
    });
    return { ...world, hands: { writes: () => writes } };
  },
  run: async (bench, surface) => {
    const subject = subjectOf(bench, surface);
    const stopping = subject.stop();
    if (surface === "agent") await failsWith(stopping, "ConnectionFailed");
    else await stopping;
    const sent = await bench.hand.writes();
    holds(surface === "agent" ? sent === 1 : sent <= 3, `stop requests: ${sent}`);
    holds(/STOPPED|CANCELED/.test(await subject.get()), "the job was stopped");
  },
});

/** An agent runs a plugin once, although the response is lost. */
const lostRun: ReadonlyArray<ConformanceCase> = faultCases({
  row: 19,
  variant: "run-answer-lost",
  on: "call",
  ways: [{ surface: "agent", transports: ["unary"] }],
  needs: ["writes", "sends-once"],
  world: async ({ agentService }) => {
    let runs = 0;
    const { url, token } = await agentService({
      fault: ({ endpoint }) => {
        if (endpoint !== "runDebugPluginRelease") return undefined;
        runs++;
        return responseLost(drop());
      },
    });
    return { url, token, hands: { runs: () => runs } };
  },
  run: async (bench) => {
    const client = bench.agent();
    const run = { action: "go", params: { entrypoint: "echo ran" }, jobId: "fault-run" };
    await failsWith(client.plugins.runDebug(run), "ConnectionFailed");
    same(await bench.hand.runs(), 1, "run requests");
    same((await client.jobs.wait("fault-run")).status, "SUCCEEDED", "the job of the run");
  },
});

/** Row 19: writes whose response is lost. */
export const lostAnswerCases: ReadonlyArray<ConformanceCase> = [...lostStops, ...lostRun];
