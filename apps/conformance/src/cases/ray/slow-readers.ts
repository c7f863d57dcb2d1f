import type { Gate } from "@jobwire/testing/faults";
import { holds, sleep } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { protocolOf } from "./logs.ts";

const lineBytes = 100;
const allLines = 2_000_000;
/** The reader takes its time for this long. By then the server must have stopped, with most of the log unsent. */
const slowMs = 7_000;
/** Compiling and the first answers come before this; what grows afterwards grows because of the reader. */
const warmUpMs = 2_000;
const mebibyte = 1_048_576;
const mostGrowth = 32 * mebibyte;
/**
 * What one answer may send beyond what was read: kernels may keep 38 MiB of a connection, and the browser's network process more.
 * Far below the 200 MB of a server that never stops. Of one answer, since a connection that waited for 5 s is given back, and the
 * tail then looks for its place by answers that it leaves after their head.
 */
const mostAhead = { process: 64 * mebibyte, page: 128 * mebibyte };

const mib = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;

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

/** A reader that is far slower than the server, of a log of 200 MB. */
export const slowReaderCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/slow-reader/200-mb",
    surface: "ray",
    cites: ["ray/r3/slow-reader", "ray/r3/server-stops"],
    transports: ["http", "websocket"],
    alone: true,
    limitMs: 240_000,
    world: async ({ faultyRay }, transport) => {
      const endpoint = transport === "websocket" ? "tail" : "file";
      const pieceBytes = transport === "websocket" ? 10 * lineBytes : 65_536;
      const gates: Array<ReturnType<typeof counting>> = [];
      const ray = await faultyRay({
        log: wholeLog(),
        status: transport === "websocket" ? "RUNNING" : "SUCCEEDED",
        fault: (request) => {
          if (request.endpoint !== endpoint) return undefined;
          const gate = counting();
          gates.push(gate);
          return { kind: "slow", gate };
        },
      });
      return { url: ray.url, hands: { sent: () => Math.max(0, ...gates.map((gate) => gate.passed())) * pieceBytes } };
    },
    run: async ({ ray, runtime, transport, hand, memory }) => {
      let began = 0;
      let lines = 0;
      let warm = 0;
      let most = 0;
      let slow = true;
      let slowLines = 0;
      let ahead = 0;
      let looked = 0;
      const tail = ray().jobs.tailLogs("raysubmit_scripted00000000", { protocol: protocolOf(transport) });
      for await (const batch of tail.batches()) {
        for (const line of batch.lines) {
          if (line !== lineOf(lines)) throw new Error(`line ${lines} is ${JSON.stringify(line.slice(0, 120))}`);
          lines += 1;
        }
        if (!slow) continue;
        if (began === 0) began = Date.now();
        const spent = Date.now() - began;
        if (Date.now() - looked > 250) {
          if (spent < warmUpMs) warm = Math.max(warm, memory());
          else most = Math.max(most, memory());
          looked = Date.now();
        }
        slow = spent < slowMs;
        if (slow) {
          // By lines, since batches may be of many thousands where little else is done.
          await sleep(Math.max(20, batch.lines.length / 25));
          continue;
        }
        slowLines = lines;
        ahead = (await hand.sent()) - lines * lineBytes;
        // The rest by socket would take the server's emulation long, and shows nothing more.
        if (transport === "websocket") break;
      }
      holds(slowLines > 0 && slowLines < allLines, `the reader was slow: ${slowLines} lines`);
      const allowed = runtime.capabilities.forcedRequestHeaders.includes("sec-fetch-mode")
        ? mostAhead.page
        : mostAhead.process;
      holds(ahead <= allowed, `the server stopped: it was ${mib(ahead)} ahead of the reader, at most ${mib(allowed)}`);
      const grown = `memory grew by ${mib(most - warm)}, from ${mib(warm)}`;
      holds(warm > 0 && most > 0 && most - warm <= mostGrowth, grown);
      if (transport !== "websocket") holds(lines === allLines, `all lines came: ${lines}`);
      return `${grown}; the server was ${mib(ahead)} ahead after ${slowLines} lines in ${slowMs / 1_000} s`;
    },
  }),
];
