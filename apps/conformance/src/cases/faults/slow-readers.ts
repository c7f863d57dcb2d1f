import type { Gate } from "@jobwire/testing/faults";
import { holds, sleep } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered, protocolOf } from "../ray/logs.ts";
import { jobId, reasonerType, subjectOf, token } from "./backends.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const mebibyte = 1_048_576;
const lineBytes = 6_400;
const allLines = 15_000;
/** The reader takes its time for this long, and measures after the first second, when all code is compiled. */
const slowMs = 3_500;
const warmUpMs = 1_000;
const mostGrowth = 32 * mebibyte;
/** Kernels keep up to 38 MiB of a connection, and a browser's network process more; the whole log is 92 MiB. */
const mostAhead = { process: 56 * mebibyte, page: 80 * mebibyte };

const fill = "x".repeat(lineBytes - 9);
const lineOf = (n: number): string => `${String(n).padStart(7, "0")} ${fill}`;
const wholeLog = (): Uint8Array => {
  const log = new Uint8Array(lineBytes * allLines);
  const encoder = new TextEncoder();
  for (let n = 0; n < allLines; n++) encoder.encodeInto(`${lineOf(n)}\n`, log.subarray(n * lineBytes));
  return log;
};

/** A gate that is always open and counts. */
const counting = (): Gate & { readonly passed: () => number } => {
  let passed = 0;
  return {
    open: () => {},
    openForever: () => {},
    pass: () => {
      passed += 1;
      return Promise.resolve();
    },
    waiting: 0,
    passed: () => passed,
  };
};

const mib = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;

const slowAgents: ReadonlyArray<ConformanceCase> = faultCases({
  row: 14,
  variant: "slow-reader",
  on: "log",
  ways: [{ surface: "agent", transports: ["http", "websocket"] }],
  alone: true,
  limitMs: 120_000,
  world: async ({ faultyAgent }, _, transport) => {
    const endpoint = transport === "websocket" ? "socket" : "stream";
    const gates: Array<ReturnType<typeof counting>> = [];
    const agent = await faultyAgent({
      log: wholeLog(),
      status: "RUNNING",
      token,
      style: { socket: "text", stream: "plain" },
      fault: (request) => {
        if (request.endpoint !== endpoint) return undefined;
        const gate = counting();
        gates.push(gate);
        return { kind: "slow", gate };
      },
    });
    return {
      url: agent.baseUrl,
      token,
      hands: { sent: () => Math.max(0, ...gates.map((gate) => gate.passed())) * lineBytes },
    };
  },
  run: async ({ agent, runtime, transport, hand, memory }) => {
    let lines = 0;
    let began = 0;
    let looked = 0;
    let warm = 0;
    let most = 0;
    const none = Number.MAX_SAFE_INTEGER;
    const limits = { maxMessages: none, maxLines: none, maxBytes: none, maxMessageSize: none };
    const tail = agent({ agentToken: token }).jobs.tailLogs(jobId, {
      protocol: protocolOf(transport),
      streamLimits: limits,
    });
    for await (const batch of tail.batches()) {
      for (const line of batch.lines) {
        if (line !== lineOf(lines)) throw new Error(`line ${lines} is ${JSON.stringify(line.slice(0, 60))}`);
        lines += 1;
      }
      if (began === 0) began = Date.now();
      const spent = Date.now() - began;
      if (spent >= slowMs) break;
      if (Date.now() - looked > 200) {
        if (spent < warmUpMs) warm = Math.max(warm, memory());
        else most = Math.max(most, memory());
        looked = Date.now();
      }
      await sleep(Math.max(20, batch.lines.length));
    }
    const ahead = (await hand.sent()) - lines * lineBytes;
    const page = runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode");
    const allowed = page ? mostAhead.page : mostAhead.process;
    holds(lines > 0 && lines < allLines, `the reader was slow: ${lines} lines`);
    holds(ahead <= allowed, `the server stopped: it was ${mib(ahead)} ahead of the reader, at most ${mib(allowed)}`);
    const grown = `memory grew by ${mib(most - warm)}, from ${mib(warm)}`;
    holds(warm > 0 && most > 0 && most - warm <= mostGrowth, grown);
    return `${grown}; the server was ${mib(ahead)} ahead after ${lines} lines`;
  },
});

/** Pages of events are asked for one by one: a reader that does not come for more causes no request. */
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
    await bench.judge(lines);
  },
});

/** Row 14: readers that are slower than the server. */
export const slowReaderFaultCases: ReadonlyArray<ConformanceCase> = [...slowAgents, ...slowEvents];
