/**
 * bare-many ADDRESS ID TAILS reads TAILS Ray tails at once in one process, each of a job of its own like ID: with `ws` on Node, with the
 * runtime's own `WebSocket` elsewhere.
 */
import process from "node:process";
import WebSocketOfNode from "ws";
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";

const { address, id, size, rest } = floodArguments("bare-many ADDRESS ID TAILS");
const hasOwn = process.versions["bun"] !== undefined || process.versions["deno"] !== undefined;

/** Reads one tail and returns its lines. */
const read = (tail: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const check = new LineCheck();
    const url = `${address.replace("http", "ws")}/api/jobs/${id}x${tail}/logs/tail`;
    const onText = (text: string): void => {
      watch.lines();
      const lines = text.split("\n");
      check.few(lines, lines.length - 1, text.length);
    };
    const onClose = (): void => {
      try {
        check.done(size);
        resolve(check.lines);
      } catch (error) {
        reject(error as Error);
      }
    };
    if (hasOwn) {
      const socket = new WebSocket(url);
      socket.addEventListener("message", ({ data }) => onText(data as string));
      socket.addEventListener("close", onClose);
    } else {
      const socket = new WebSocketOfNode(url, { perMessageDeflate: false });
      socket.on("message", (data: Buffer) => onText(data.toString()));
      socket.on("close", onClose);
      socket.on("error", reject);
    }
  });

const watch = new Stopwatch();
const began = performance.now();
const ends: Array<number> = [];
const counts = await Promise.all(
  Array.from({ length: Number(rest[0] ?? 1) }, async (_, tail) => {
    const lines = await read(tail);
    ends.push(performance.now() - began);
    return lines;
  }),
);
printReport({
  lines: counts.reduce((sum, lines) => sum + lines, 0),
  ...watch.times(),
  firstTailMs: Math.min(...ends),
  lastTailMs: Math.max(...ends),
});
