import { randomBytes } from "node:crypto";
import { isJobwireError, ray, type TailPosition } from "@jobwire/node";
import { startCuttingProxy, startFaultyRay, startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { gateway } from "../../src/client/node.ts";
import { until } from "../support/until.ts";
import { serveGateway } from "./served-gateway.ts";

const jobId = "raysubmit_scripted00000000";

/** Lines that do not repeat themselves, with all kinds of line ends and characters of several bytes. */
const logOf = (lines: number): string =>
  Array.from({ length: lines }, (_, n) => {
    const end = n % 97 === 0 ? "\r\n" : n % 31 === 0 ? "\r" : "\n";
    return `${n} ${randomBytes(20).toString("hex")} ${["", "한", "한국", "한국어", "한국어 ", "한국어 😀"][n % 6] ?? ""}${end}`;
  }).join("");

/** The first line that differs: a whole log is no readable message. */
const firstDifference = (lines: ReadonlyArray<string>, expected: ReadonlyArray<string>): unknown => {
  const at = expected.findIndex((line, n) => lines[n] !== line);
  if (at < 0 && lines.length === expected.length) return "none";
  return { at, got: lines[at], expected: expected[at], lines: lines.length, of: expected.length };
};

const linesOf = (log: string): ReadonlyArray<string> => log.split(/\r\n|\r|\n/).slice(0, -1);

test.each([1, 2, 3])(
  "cuts before and behind the gateway lose nothing and repeat nothing (seed %i)",
  async (seed) => {
    const log = logOf(20_000);
    const server = await startFaultyRay({ log, status: "RUNNING" });
    const behind = await startCuttingProxy({ target: server.url, meanBytes: 400_000, seed, modes: ["reset", "fin"] });
    const upstream = ray({ address: behind.url, pollIntervalMs: 100 });
    const served = await serveGateway({ systems: { training: upstream } });
    const before = await startCuttingProxy({
      target: served.url,
      meanBytes: 150_000,
      seed: seed + 10,
      modes: ["reset", "fin"],
    });
    const client = gateway({ address: before.url, pollIntervalMs: 100 });
    onTestFinished(async () => {
      await client.close();
      await before.close();
      await served.kill();
      await upstream.close();
      await behind.close();
      await server.close();
    });
    const { jobs } = client.ray("training");
    const lines: Array<string> = [];
    const over = (async () => {
      for await (const batch of jobs.tailLogs(jobId).batches()) lines.push(...batch.lines);
    })();
    const parts = [log];
    for (let n = 0; n < 5; n++) {
      const more = logOf(500);
      parts.push(more);
      server.append(more);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const expected = linesOf(parts.join(""));
    await until(() => lines.length >= expected.length);
    server.setStatus("SUCCEEDED");
    await over;
    expect(firstDifference(lines, expected)).toBe("none");
    expect(before.stats().cuts.reset + before.stats().cuts.fin).toBeGreaterThan(3);
  },
  120_000,
);

test("killing and starting the gateway in the middle of a tail loses nothing and repeats nothing", async () => {
  const log = logOf(5_000);
  const server = await startFaultyRay({ log, status: "RUNNING" });
  const upstream = ray({ address: server.url, pollIntervalMs: 100 });
  const served = await serveGateway({ systems: { training: upstream } });
  const client = gateway({ address: served.url, pollIntervalMs: 100 });
  onTestFinished(async () => {
    await client.close();
    await served.kill();
    await upstream.close();
    await server.close();
  });
  const { jobs } = client.ray("training");
  const lines: Array<string> = [];
  const over = (async () => {
    for await (const batch of jobs.tailLogs(jobId).batches()) lines.push(...batch.lines);
  })();
  const waiting = jobs.wait(jobId);
  const parts = [log];
  for (let n = 0; n < 4; n++) {
    await until(() => lines.length > n * 1_000);
    await served.kill();
    const more = logOf(1_000);
    parts.push(more);
    server.append(more);
    await served.start();
  }
  await until(() => lines.length >= 9_000);
  server.setStatus("SUCCEEDED");
  await over;
  expect((await waiting).status).toBe("SUCCEEDED");
  expect(firstDifference(lines, linesOf(parts.join("")))).toBe("none");
}, 120_000);

test("a real job is submitted, followed and waited for; another client continues at a position of the first", async () => {
  await using server = await startReferenceRay({});
  await using upstream = ray({ address: server.url });
  await using served = await serveGateway({ systems: { training: upstream } });
  await using first = gateway({ address: served.url });
  const job = await first.ray("training").jobs.submit({
    entrypoint: "for i in $(seq 200); do echo line $i; done; sleep 1; echo tail; printf no-newline",
  });
  const lines: Array<string> = [];
  let position: TailPosition | undefined;
  for await (const batch of job.logs().batches()) {
    lines.push(...batch.lines);
    ({ position } = batch);
    if (lines.includes("line 200")) break;
  }
  await using second = gateway({ address: served.url });
  const again = second.ray("training").jobs.handle(JSON.parse(JSON.stringify(job)));
  const from = JSON.parse(JSON.stringify(position)) as TailPosition;
  for await (const line of again.logs({ from })) lines.push(line);
  // The supervisor's own lines may come between those of the job.
  expect(lines.filter((line) => /^(?:line \d+|tail|no-newline)$/.test(line))).toEqual([
    ...Array.from({ length: 200 }, (_, n) => `line ${n + 1}`),
    "tail",
    "no-newline",
  ]);
  expect(lines.join("\n")).toBe((await upstream.jobs.getLogs(job.submissionId)).trimEnd());
  expect((await again.result()).status).toBe("SUCCEEDED");
});

test("an abort ends tails, waits and calls at once, and close ends everything", async () => {
  const server = await startFaultyRay({ log: "one\n", status: "RUNNING" });
  const upstream = ray({ address: server.url, pollIntervalMs: 100 });
  const served = await serveGateway({ systems: { training: upstream } });
  const client = gateway({ address: served.url });
  onTestFinished(async () => {
    await served.kill();
    await upstream.close();
    await server.close();
  });
  const { jobs } = client.ray("training");
  const stop = new AbortController();
  const lines: Array<string> = [];
  const read = async (signal?: AbortSignal): Promise<unknown> => {
    try {
      for await (const line of jobs.tailLogs(jobId, signal === undefined ? {} : { signal })) lines.push(line);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const tail = read(stop.signal);
  const waiting = jobs.wait(jobId, { signal: stop.signal }).catch((error: unknown) => error);
  await until(() => lines.length === 1);
  const began = performance.now();
  stop.abort();
  for (const error of await Promise.all([tail, waiting])) {
    expect(isJobwireError(error) && [error._tag, error.reason]).toEqual(["Aborted", "signal"]);
  }
  // A request for more of the log stays open for longer.
  expect(performance.now() - began).toBeLessThan(10_000);
  const closed = read();
  await until(() => lines.length === 2);
  await client.close();
  expect(await closed).toMatchObject({ _tag: "Aborted", reason: "closed" });
});
