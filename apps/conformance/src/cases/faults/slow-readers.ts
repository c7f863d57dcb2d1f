import { holds, sleep } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered, protocolOf } from "../ray/logs.ts";
import { jobId, reasonerType, subjectOf, token } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";
import { countedPieces } from "../slow-reader/counted-pieces.ts";
import { equalLines } from "../slow-reader/equal-lines.ts";
import { SlowReading } from "../slow-reader/slow-reading.ts";

const mebibyte = 1_048_576;
const log = equalLines(6_400, 15_000);
const limits = {
  log,
  slowMs: 3_500,
  warmUpMs: 1_000,
  sampleEveryMs: 200,
  // Kernels buffer up to 38 MiB of a connection, and a browser's network process more; the whole log is 92 MiB.
  maxAhead: { process: 56 * mebibyte, page: 80 * mebibyte },
};

const slowAgents: ReadonlyArray<ConformanceCase> = faultCases({
  row: 14,
  variant: "slow-reader",
  on: "log",
  ways: [{ surface: "agent", transports: ["http", "websocket"] }],
  alone: true,
  limitMs: 120_000,
  world: async ({ faultyAgent }, _, transport) => {
    const pieces = countedPieces(transport === "websocket" ? "socket" : "stream");
    const agent = await faultyAgent({
      log: log.log(),
      status: "RUNNING",
      token,
      style: { socket: "text", stream: "plain" },
      fault: pieces.fault,
    });
    return { url: agent.baseUrl, token, hands: { sentBytes: () => pieces.sent() * log.lineBytes } };
  },
  run: async ({ agent, runtime, transport, hand, memory }) => {
    const reading = new SlowReading(limits, { memory, runtime });
    const none = Number.MAX_SAFE_INTEGER;
    const tail = agent({ agentToken: token }).jobs.tailLogs(jobId, {
      protocol: protocolOf(transport),
      limits: { maxMessages: none, maxLines: none, maxBytes: none, maxLineBytes: none },
    });
    for await (const batch of tail.batches()) {
      reading.check(batch.lines);
      if (!reading.continues()) break;
      await sleep(Math.max(20, batch.lines.length));
    }
    return reading.checkLines(reading.lines, await hand.sentBytes());
  },
});

/** The client requests pages of events one by one: a reader that does not read on causes no request. */
const slowEvents: ReadonlyArray<ConformanceCase> = faultCases({
  row: 14,
  variant: "slow-reader",
  on: "log",
  ways: [{ surface: "reasoner", transports: ["direct-access", "sql"] }],
  world: (makers, surface, transport) => logWorld(makers, surface, transport, { log: numbered(40), ended: true }),
  run: async (bench, surface) => {
    const client = subjectOf(bench, surface).client as ReturnType<typeof bench.reasoner>;
    const lines: Array<string> = [];
    let asked: number | undefined;
    for await (const page of client.jobs.events({ reasonerType, id: jobId }).pages()) {
      lines.push(...page.events.map((event) => String(event["message"])));
      if (asked !== undefined) continue;
      await sleep(150);
      asked = await bench.hand.requests();
      await sleep(700);
      const now = await bench.hand.requests();
      holds(now === asked, `no request while the reader stalls, but ${now - asked}`);
    }
    await bench.checkLines(lines);
  },
});

/** Row 14: readers that are slower than the server. */
export const slowReaderFaultCases: ReadonlyArray<ConformanceCase> = [...slowAgents, ...slowEvents];
