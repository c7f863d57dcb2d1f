import { holds, sleep } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { countedPieces } from "../slow-reader/counted-pieces.ts";
import { equalLines } from "../slow-reader/equal-lines.ts";
import { SlowReading } from "../slow-reader/slow-reading.ts";
import { protocolOf } from "./logs.ts";

const mebibyte = 1_048_576;
const log = equalLines(100, 2_000_000);
const limits = {
  log,
  // By then the server must have stopped, with most of the log unsent.
  slowMs: 7_000,
  warmUpMs: 2_000,
  sampleEveryMs: 250,
  // Kernels may buffer 38 MiB of a connection, and the browser's network process more. Far below the 200 MB of a server that never
  // stops. This is the limit of one response, because the tail gives up a connection that waited for 5 s, and then finds its position
  // with responses that it abandons after their head.
  maxAhead: { process: 64 * mebibyte, page: 128 * mebibyte },
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
      const pieces = countedPieces(transport === "websocket" ? "tail" : "file");
      const pieceBytes = transport === "websocket" ? 10 * log.lineBytes : 65_536;
      const ray = await faultyRay({
        log: log.log(),
        status: transport === "websocket" ? "RUNNING" : "SUCCEEDED",
        fault: pieces.fault,
      });
      return { url: ray.url, hands: { sentBytes: () => pieces.sent() * pieceBytes } };
    },
    run: async ({ ray, runtime, transport, hand, memory }) => {
      const reading = new SlowReading(limits, { memory, runtime });
      let measured: string | undefined;
      const tail = ray().jobs.tailLogs("raysubmit_scripted00000000", { protocol: protocolOf(transport) });
      for await (const batch of tail.batches()) {
        reading.check(batch.lines);
        if (measured !== undefined) continue;
        if (reading.continues()) {
          // By lines, because a batch may have many thousands on an idle machine.
          await sleep(Math.max(20, batch.lines.length / 25));
          continue;
        }
        measured = reading.checkLines(reading.lines, await hand.sentBytes());
        // The rest by socket would keep the emulated server busy for long, and shows nothing more.
        if (transport === "websocket") break;
      }
      holds(measured !== undefined, "the tail was open while the reader was slow");
      if (transport !== "websocket") holds(reading.lines === log.count, `all lines arrived: ${reading.lines}`);
      return `${measured} in ${limits.slowMs / 1_000} s`;
    },
  }),
];
