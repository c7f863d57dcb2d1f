import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startFaultyRay } from "@jobwire/testing";
import { type Figure, figureOf } from "../figure.ts";
import { programPath, serverPath } from "../programs/program-path.ts";
import { atMost } from "../statistics/goal.ts";
import type { BenchContext } from "./bench-context.ts";

const MIB = 1_048_576;
const submissionId = "watched";
/** Lines that are printed one by one, to measure the delay from the print to the viewers. */
const timedLines = 40;
const pauseMs = 250;

interface Memory {
  readonly bytes: number;
  readonly peakBytes: number;
  readonly cpuMs: number;
}

interface Seen {
  readonly same: boolean;
  readonly lines: number;
  readonly bytes: number;
  readonly p50: number;
  readonly p95: number;
  readonly endMs: number;
}

/** A program whose lines are read one by one. */
const startProgram = (path: string, args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const readLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${path} ended early`);
    return value;
  };
  return {
    readLine,
    write: (text: string) => void child.stdin.write(text),
    /** Ends its input, which ends the gateway. */
    end: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      child.kill();
      await ended;
    },
  };
};

/** Lines of one length that do not repeat, about `bytes` bytes together. */
const makeLog = (bytes: number): string => {
  const lines: Array<string> = [];
  const pool = randomBytes(90_000).toString("base64");
  for (let size = 0; size < bytes; ) {
    const at = (lines.length * 7) % (pool.length - 120);
    const line = `${lines.length} ${pool.slice(at, at + 110)}\n`;
    lines.push(line);
    size += line.length;
  }
  return lines.join("");
};

/** Many viewers of one log that grows, in one gateway: its memory, its requests to Ray, and the delay of its lines. */
export const gatewayViewers = async (context: BenchContext): Promise<ReadonlyArray<Figure>> => {
  const viewers = context.quick ? 50 : 1_000;
  const log = makeLog((context.quick ? 5 : 50) * MIB);
  const file = join(context.folder, "gateway-log");
  await writeFile(file, log);
  await using head = await startFaultyRay({ status: "RUNNING", submissionId });
  const gateway = startProgram(serverPath("gateway"), [head.url]);
  const memory = async (): Promise<Memory> => {
    gateway.write("\n");
    return JSON.parse(await gateway.readLine()) as Memory;
  };
  try {
    const address = await gateway.readLine();
    const url = `${address}/v1/systems/ray/jobs/${submissionId}/log`;
    await (await fetch(`${url}?offset=now`)).text();
    const before = await memory();
    context.progress(`${viewers} viewers of ${Math.round(log.length / MIB)} MiB`);
    const program = startProgram(programPath("gateway-viewers"), [url, String(viewers), file]);
    try {
      // About 5 MiB a second: the viewers begin while the log grows.
      for (let at = 0; at < log.length; ) {
        const next = log.indexOf("\n", at + MIB / 4) + 1;
        head.append(log.slice(at, next === 0 ? log.length : next));
        at = next === 0 ? log.length : next;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const printedAt = performance.now();
      if ((await program.readLine()) !== "followed") throw new Error("the viewers did not follow");
      const catchUpMs = performance.now() - printedAt;
      const after = await memory();
      context.progress(`all have it; ${timedLines} lines one by one`);
      for (let line = 0; line < timedLines; line += 1) {
        head.append(`${line} ${performance.timeOrigin + performance.now()}\n`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      head.setStatus("SUCCEEDED");
      const seen = JSON.parse(await program.readLine()) as Seen;
      if (!seen.same || seen.lines !== timedLines) throw new Error(`viewers differ: ${JSON.stringify(seen)}`);
      const tails = head.requestsTo("tail").length;
      const requests = head.server.requests.length;
      const perViewer = (after.peakBytes - before.bytes) / viewers / 1_024;
      const detail = `${viewers} viewers and one that reads nothing, ${Math.round(log.length / MIB)} MiB each, every byte compared; ${requests} requests to Ray; the last viewer had all ${Math.round(catchUpMs)} ms after the print, processor ${Math.round(after.cpuMs - before.cpuMs)} ms; memory ${Math.round(before.bytes / MIB)} MiB before, ${Math.round(after.peakBytes / MIB)} MiB at most`;
      const name = `gateway, ${viewers} viewers`;
      const common = { runtime: "node", detail } as const;
      return [
        figureOf([tails], { ...common, name: `${name}, tails of Ray`, unit: "", goal: atMost(1) }),
        figureOf([perViewer], {
          ...common,
          name: `${name}, memory a viewer`,
          unit: "KiB",
          goal: context.quick ? undefined : atMost(64),
        }),
        figureOf([seen.p50], { ...common, name: `${name}, print to viewer, p50`, unit: "ms" }),
        figureOf([seen.p95], { ...common, name: `${name}, print to viewer, p95`, unit: "ms" }),
      ];
    } finally {
      await program.kill();
    }
  } finally {
    await gateway.end();
  }
};
