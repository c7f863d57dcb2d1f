import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type FaultyJob, startCuttingProxy, startFaultyRay } from "@jobwire/testing";
import { createR1Checker, seededRandom } from "@jobwire/testing/internal";
import { expect, test } from "vitest";
import { ray } from "../src/ray.ts";

const tails = 500;
/** How often each log grows while it is followed. */
const rounds = 24;
const roundMs = 250;
const protocols = ["auto", "websocket", "http"] as const;

/** A new seed for each run; JOBWIRE_SEED repeats one. */
const seed = Number(process.env["JOBWIRE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** A log that no other job has, in pieces that end anywhere, also within a character or a line break. */
const makeLog = (
  id: string,
  random: () => number,
): { readonly whole: Uint8Array; readonly pieces: Array<Uint8Array> } => {
  const lines = Array.from({ length: 300 }, (_, n) => {
    const kind = Math.floor(random() * 6);
    if (kind === 0) return "the same line\n";
    if (kind === 1) return `${id} 한국어 😀 ${n}\r\n`;
    if (kind === 2) return `bar ${n}\rbar ${n + 1} of ${id}\n`;
    if (kind === 3) return "\n";
    return `line ${n} of ${id} ${"x".repeat(Math.floor(random() * 120))}\n`;
  });
  const whole = new TextEncoder().encode(`${lines.join("")}${id} has no newline at its end`);
  const ends = Array.from({ length: rounds - 1 }, () => Math.floor(random() * whole.length)).sort((a, b) => a - b);
  const pieces = [...ends, whole.length].map((end, at) => whole.subarray(at === 0 ? 0 : ends[at - 1], end));
  return { whole, pieces };
};

test(`${tails} live logs over a network that cuts each connection arrive whole (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  const random = seededRandom(seed);
  const asked: Record<string, number> = {};
  await using server = await startFaultyRay({
    status: "RUNNING",
    fault: ({ endpoint }) => {
      asked[endpoint] = (asked[endpoint] ?? 0) + 1;
      return undefined;
    },
  });
  await using proxy = await startCuttingProxy({
    target: server.url,
    meanBytes: 25_000,
    seed,
    // Few stalls: a tail notices one only after its idle time.
    modes: Array.from({ length: 20 }, (_, at) => (at === 0 ? "stall" : at % 2 === 0 ? "reset" : "fin")),
  });
  const jobs = Array.from({ length: tails }, (_, at) => {
    const id = `cut${at}`;
    const log = makeLog(id, random);
    const job: FaultyJob = server.addJob(id, { log: log.pieces[0] as Uint8Array, status: "RUNNING" });
    return { id, job, ...log };
  });
  const cluster = ray({ address: proxy.url, pollIntervalMs: 500, timeouts: { connectMs: 5_000, idleMs: 3_000 } });
  let peakBytes = 0;
  const memory = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }, 50);
  const startBytes = process.memoryUsage().rss;
  const began = performance.now();

  const grow = async (): Promise<void> => {
    for (let round = 1; round < rounds; round++) {
      await sleep(roundMs);
      for (const { job, pieces } of jobs) job.append(pieces[round] as Uint8Array);
    }
    for (const { job } of jobs) {
      if (random() < 0.1) await sleep(20);
      job.setStatus("SUCCEEDED");
    }
  };
  const follow = async ({ id, whole }: (typeof jobs)[number], at: number): Promise<string | undefined> => {
    const checker = createR1Checker(whole);
    const protocol = protocols[at % protocols.length] as (typeof protocols)[number];
    try {
      for await (const { lines } of cluster.jobs.tailLogs(id, { protocol }).batches()) await checker.add(lines);
    } catch (error) {
      return `${id} by ${protocol}: ${String(error)}`;
    }
    const result = await checker.finish();
    return result.ok ? undefined : `${id} by ${protocol}: ${JSON.stringify(result)}`;
  };
  const [ends] = await Promise.all([Promise.all(jobs.map(follow)), grow()]);
  clearInterval(memory);
  await cluster.close();

  const { cuts, connections, bytesToClient } = proxy.stats();
  const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  console.log(
    `seed ${seed}: ${Math.round(performance.now() - began)} ms, ${connections} connections, cuts ${JSON.stringify(cuts)}, ` +
      `requests ${JSON.stringify(asked)}, ${mib(bytesToClient)} to the client, ` +
      `memory of server, proxy and client ${mib(startBytes)} -> ${mib(peakBytes)}`,
  );
  expect(ends.filter((problem) => problem !== undefined).slice(0, 5)).toEqual([]);
  // Else nothing was shown.
  expect(cuts.reset + cuts.fin).toBeGreaterThan(tails / 2);
  expect(cuts.stall).toBeGreaterThan(0);
  await expect.poll(() => proxy.stats().openSockets, { timeout: 120_000 }).toBe(0);
});
