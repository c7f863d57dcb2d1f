import { crashJobModule, endAgent, endDashboard } from "../src/index.ts";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { followed } from "./followed.ts";
import { makeGates } from "./gates.ts";
import { program } from "./live-ray.ts";
import { ownHead } from "./own-head.ts";
import { linesOf, readLog } from "./read-log.ts";

const own = ownHead(25_000);
const protocols = ["auto", "websocket", "http"] as const;

/** Ray runs this many log and state requests at once for all users together. It responds to the next with 429. */
const SLOTS = 100;

test("following 30 short jobs to their end leaves no slot of the state API taken", { timeout: 600_000 }, async () => {
  await using cluster = ray({ address: own.head.address });
  for (let round = 0; round < 3; round++) {
    const jobs = await Promise.all(
      Array.from({ length: 10 }, (_, i) => cluster.jobs.submit({ entrypoint: `echo ${i}; sleep 0.5; echo end ${i}` })),
    );
    const last = await Promise.all(
      jobs.map(async (job) => {
        const lines: Array<string> = [];
        for await (const batch of job.logs().batches()) lines.push(...batch.lines);
        return lines.filter((line) => line.startsWith("end ")).at(-1);
      }),
    );
    expect(last).toEqual(jobs.map((_, i) => `end ${i}`));
  }

  // Each open follow stream holds one slot. A job that prints keeps the server from dropping the streams.
  const printing = await cluster.jobs.submit({ entrypoint: "while true; do echo tick; sleep 0.2; done" });
  const open = new AbortController();
  try {
    await expect.poll(async () => (await printing.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
    const { driverNodeId } = await printing.status();
    const url = `${own.head.address}/api/v0/logs/stream?node_id=${driverNodeId}&submission_id=${printing.submissionId}&lines=1&interval=0.5`;
    const probes = await Promise.all(
      // With leaked slots or connections the server may never respond.
      Array.from({ length: SLOTS - 5 }, async () => {
        const answer = await fetch(url, { signal: AbortSignal.any([open.signal, AbortSignal.timeout(60_000)]) });
        return answer.status;
      }),
    );
    expect(probes.filter((status) => status !== 200)).toEqual([]);
  } finally {
    open.abort();
    await printing.stop({ wait: true });
  }
});

test("a mixed log of 200,000 lines is complete while the dashboard's job module is killed twice", async ({
  signal,
}) => {
  const lines = 200_000;
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: own.head.address });
  const entrypoint = program("lines", "mixed", lines, "--seconds", 8, "--gates", gates.folder, "--at", "20,70");
  const job = await cluster.jobs.submit({ entrypoint });
  const killed: Array<number> = [];
  const caughtUp = Promise.withResolvers<void>();
  const log = readLog(job.logs(), own.head.logFile(job.submissionId), (count) => {
    if (count > lines * 0.2) caughtUp.resolve();
  });
  const kills = (async (): Promise<void> => {
    await gates.reached(20);
    await Promise.race([caughtUp.promise, log]);
    await gates.open(20);
    killed.push(await crashJobModule(own.head.mark));
    await gates.reached(70);
    await gates.open(70);
    killed.push(await crashJobModule(own.head.mark));
  })();
  const [all] = await Promise.all([log, kills]);
  expect(new Set(killed).size).toBe(2);
  expect(all.length).toBeGreaterThan(lines);
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
});

test("a wait and a tail continue across an outage of the dashboard", async ({ signal }) => {
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: own.head.address, pollIntervalMs: 500 });
  const entrypoint = program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "50");
  const job = await cluster.jobs.submit({ entrypoint });
  const refused = Promise.withResolvers<void>();
  const wait = job.wait({
    onRetry: (error) => {
      if (error._tag === "ConnectionFailed" && error.reason === "refused") refused.resolve();
    },
  });
  const tail = readLog(job.logs(), own.head.logFile(job.submissionId));
  await gates.reached(50);
  const startAgain = await endDashboard(own.head.mark);
  await Promise.race([refused.promise, wait, tail]);
  await gates.open(50); // the job ends while nobody can be asked
  await startAgain();
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  expect((await tail).filter((line) => /^\d{9} /.test(line))).toHaveLength(1_000);
});

// The tests below end the head.
test("a tail and a wait end with JobLost when the head comes back without the job", {
  timeout: 400_000,
}, async ({ signal }) => {
  const { head } = own;
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: head.address, pollIntervalMs: 500 });
  const job = await cluster.jobs.submit({
    entrypoint: program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "50"),
  });
  const refused = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<void>();
  const wait = job.wait({
    onChange: () => seen.resolve(),
    onRetry: (error) => void (error.reason === "refused" && refused.resolve()),
  });
  wait.catch(() => undefined); // looked at below
  const tails = protocols.map((protocol) => followed(job.logs({ protocol })));
  await gates.reached(50);
  await Promise.all(tails.map((tail) => tail.has((lines) => lines.length >= 500)));
  const truth = await linesOf(head.logFile(job.submissionId));
  // A job that the wait never saw is none that was lost.
  await Promise.race([seen.promise, wait]);
  await head.kill();
  await Promise.race([refused.promise, wait]);
  await head.startAgain({ disk: "lost" });
  const backAt = Date.now();
  // The new head has a new session name, which proves the loss at once. Without that proof, 30 s would have to pass.
  const gone = { _tag: "JobLost", reason: "gone", message: expect.stringContaining("without its store") as string };
  await expect(wait).rejects.toMatchObject(gone);
  for (const tail of tails) {
    const { lines, error } = await tail.end;
    expect(error).toMatchObject(gone);
    expect(lines).toEqual(truth.slice(0, lines.length));
  }
  console.log(`all ended ${((Date.now() - backAt) / 1_000).toFixed(1)} s after the head was back`);
});

test("a tail and a wait report the dead node when its agent has ended", { timeout: 400_000 }, async ({ signal }) => {
  const { head } = own;
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: head.address, pollIntervalMs: 500 });
  const job = await cluster.jobs.submit({
    entrypoint: program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "50"),
  });
  const wait = job.wait();
  wait.catch(() => undefined); // looked at below
  const tails = protocols.map((protocol) => followed(job.logs({ protocol })));
  await gates.reached(50);
  await Promise.all(tails.map((tail) => tail.has((lines) => lines.length >= 500)));
  await endAgent(head.mark);
  const truth = await linesOf(head.logFile(job.submissionId));
  for (const tail of tails) {
    const { lines, error } = await tail.end;
    expect(error).toMatchObject({ _tag: "JobLost", reason: "node-dead" });
    expect(lines).toEqual(truth.slice(0, lines.length));
  }
  await expect(wait).rejects.toMatchObject({ _tag: "JobLost", reason: "node-dead" });
});
