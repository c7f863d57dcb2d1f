/**
 * A cluster with Redis and a node without the head: the head is killed and starts again at the same address with an empty disk, and its
 * store stops for a minute. A driver on the other node survives both. The tests share one cluster.
 */
import { pauseStore, type RayNode } from "../../src/index.ts";
import { type RayCluster, ray } from "@jobwire/node";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followed } from "../followed.ts";
import { makeGates } from "../gates.ts";
import { ownHead } from "../own-head.ts";
import { programWith } from "../program.ts";
import { linesOf } from "../read-log.ts";
import { neededPython } from "./needed-python.ts";

const protocols = ["auto", "http", "websocket"] as const;
const own = ownHead(31_000, { persistent: true });
let cluster: RayCluster;
let node: RayNode;
beforeAll(async () => {
  cluster = ray({ address: own.head.address, pollIntervalMs: 1_000 });
  node = await own.head.addNode();
}, 300_000);
afterAll(() => cluster?.close());

/** A job that prints 1,000 lines and waits for the test in the middle. */
const halting = (folder: string): string =>
  programWith(neededPython(), "lines", "numbered", 1_000, "--gates", folder, "--at", "50");

test("a head that starts again with Redis: a driver on another node is followed and waited for to its end, one on the old head is lost", {
  timeout: 240_000,
}, async ({ signal }) => {
  await using gates = await makeGates(signal);
  await using oldGates = await makeGates(signal);
  const [far, near] = await Promise.all([
    cluster.jobs.submit({
      submissionId: "far",
      entrypoint: halting(gates.folder),
      entrypointResources: { [node.resource]: 0.01 },
    }),
    // Without resources of its own a driver runs on the head.
    cluster.jobs.submit({ submissionId: "near", entrypoint: halting(oldGates.folder) }),
  ]);
  const tails = protocols.map((protocol) => followed(far.logs({ protocol })));
  const nearTails = protocols.map((protocol) => followed(near.logs({ protocol })));
  const wait = far.wait();
  // It rejects when Ray lists the node DEAD before it reports the job FAILED, perhaps while the test still waits for the tails.
  const nearWait = near.wait().then(
    ({ status }) => status,
    ({ reason }: { readonly reason?: string }) => reason,
  );
  await Promise.all([gates.reached(50), oldGates.reached(50)]);
  await Promise.all([...tails, ...nearTails].map((tail) => tail.has((lines) => lines.length >= 500)));
  const nearFile = await linesOf(own.head.logFile("near"));
  await own.head.kill();
  await own.head.startAgain({ disk: "lost" });
  const backAt = Date.now();
  for (const tail of nearTails) {
    const { lines, error } = await tail.end;
    expect(error).toMatchObject({ _tag: "JobLost", reason: "node-dead" });
    expect(lines).toEqual(nearFile.slice(0, lines.length));
  }
  console.log(
    `driver on the old head: tails ended ${((Date.now() - backAt) / 1_000).toFixed(1)} s after the head was back`,
  );
  // Ray reports the job FAILED some seconds after it lists the node DEAD: the wait sees what comes first.
  expect(["FAILED", "node-dead"]).toContain(await nearWait);
  await gates.open(50);
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  const truth = await linesOf(node.logFile("far"));
  for (const tail of tails) expect(await tail.end).toEqual({ lines: truth, error: undefined });
});

test("a store that is away for a minute: tails and a wait go on afterwards", { timeout: 240_000 }, async ({
  signal,
}) => {
  await using gates = await makeGates(signal);
  const job = await cluster.jobs.submit({
    submissionId: "store",
    entrypoint: halting(gates.folder),
    entrypointResources: { [node.resource]: 0.01 },
  });
  const tails = protocols.map((protocol) => followed(job.logs({ protocol })));
  const wait = job.wait();
  await gates.reached(50);
  await Promise.all(tails.map((tail) => tail.has((lines) => lines.length >= 500)));
  const goOn = await pauseStore(own.head.mark);
  await pause(60_000, undefined, { signal }).finally(goOn);
  await gates.open(50);
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  const truth = await linesOf(node.logFile("store"));
  for (const tail of tails) expect(await tail.end).toEqual({ lines: truth, error: undefined });
});
