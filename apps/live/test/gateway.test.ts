import { Buffer } from "node:buffer";
import { stream } from "@durable-streams/client";
import { createGateway } from "@jobwire/gateway";
import { gateway } from "@jobwire/gateway/client";
import { ray } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { openClientPage } from "../../../packages/gateway/test/streams/chromium-page.ts";
import { followInPage } from "../../../packages/gateway/test/streams/follow-in-page.ts";
import { followPublished } from "../../../packages/gateway/test/streams/follow-published.ts";
import { listen } from "../../../packages/gateway/test/streams/listen.ts";
import { liveRay, logBytesOf, logFileOf, program } from "./live-ray.ts";
import { readLog } from "./read-log.ts";

/** A job that prints 6 MB in some seconds, behind a gateway; connections are cut on both sides of it. */
const startWorld = async (origin: string) => {
  const head = await startCuttingProxy({ target: liveRay.address, meanBytes: 1_000_000, seed: 15 });
  onTestFinished(() => head.close());
  const cluster = ray({ address: head.url });
  onTestFinished(() => cluster.close());
  // The published client reads a part that was cut again from its start, so parts are shorter than what comes between two cuts.
  const limits = { chunkBytes: 128 * 1024 };
  const made = createGateway({ systems: { training: cluster }, allowAnonymous: "all", origins: [origin], limits });
  onTestFinished(() => made.close());
  const server = await listen(made.fetch);
  onTestFinished(server.close);
  // No stalls: the published client has no limit for silence.
  const modes = ["reset", "fin"] as const;
  const readers = await startCuttingProxy({ target: server.url, meanBytes: 400_000, modes, seed: 16 });
  onTestFinished(() => readers.close());
  await using direct = ray({ address: liveRay.address });
  const entrypoint = program("lines", "numbered", 30_000, "--line-bytes", 200, "--seconds", 12);
  const { submissionId } = await direct.jobs.submit({ entrypoint });
  return { readers, head, submissionId, url: `${readers.url}/v1/systems/training/jobs/${submissionId}/log` };
};

/** How many connections a proxy has cut. */
const cutsOf = (proxy: Awaited<ReturnType<typeof startCuttingProxy>>): number =>
  Object.values(proxy.stats().cuts).reduce((sum, count) => sum + count, 0);

test("published clients in Node and in Chromium, and Jobwire's own, follow one job through cuts", {
  timeout: 400_000,
}, async () => {
  const { page, origin } = await openClientPage();
  const { readers, head, submissionId, url } = await startWorld(origin);
  await using own = gateway({ address: readers.url });
  const tail = own.ray("training").jobs.tailLogs(submissionId);
  const [polled, streamed, pagePolled, pageStreamed] = await Promise.all([
    followPublished({ url, live: "long-poll" }, stream),
    followPublished({ url, live: "sse" }, stream),
    followInPage(page, { url, live: "long-poll" }),
    followInPage(page, { url, live: "sse" }),
    readLog(tail, logFileOf(submissionId)),
  ]);
  const file = await logBytesOf(submissionId);
  for (const [name, { base64 }] of Object.entries({ polled, streamed, pagePolled, pageStreamed })) {
    const bytes = Buffer.from(base64, "base64");
    const differs = bytes.findIndex((byte, at) => byte !== file[at]);
    expect({ name, differs, size: bytes.length }).toEqual({ name, differs: -1, size: file.length });
  }
  expect(cutsOf(readers)).toBeGreaterThan(3);
  expect(cutsOf(head)).toBeGreaterThan(0);
});
