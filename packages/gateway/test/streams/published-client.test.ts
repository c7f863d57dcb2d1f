import { Buffer } from "node:buffer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stream } from "@durable-streams/client";
import { ray } from "@jobwire/node";
import { type CuttingProxy, startCuttingProxy, startReferenceRay } from "@jobwire/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createGateway } from "../../src/node.ts";
import { hasChromium, openClientPage } from "./chromium-page.ts";
import { followInPage } from "./follow-in-page.ts";
import { followPublished } from "./follow-published.ts";
import { hardLog } from "./hard-log.ts";
import { listen } from "./listen.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const logBytes = 400_000;

/** Prints a file in pieces that end anywhere, as a job does that takes a while. */
const printer = `
const text = require("node:fs").readFileSync(process.argv[2]);
let at = 0;
const print = () => {
  process.stdout.write(text.subarray(at, at + 9_973));
  at += 9_973;
  if (at < text.length) setTimeout(print, 20);
};
print();
`;

/** A job that prints hard lines on a reference Ray, and a gateway; both behind proxies that cut connections. */
const startWorld = async (
  seed: number,
  origin?: string,
): Promise<{
  readonly url: string;
  readonly logFile: string;
  readonly readers: CuttingProxy;
  readonly head: CuttingProxy;
}> => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-published-client-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "log"), hardLog(logBytes, seed));
  await writeFile(join(folder, "print.cjs"), printer);
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 50 } });
  onTestFinished(() => server.close());
  const head = await startCuttingProxy({ target: server.url, meanBytes: 150_000, modes: ["reset", "fin"], seed });
  onTestFinished(() => head.close());
  const cluster = ray({ address: head.url });
  onTestFinished(() => cluster.close());
  const gateway = createGateway({
    systems: { training: cluster },
    allowAnonymous: "read",
    limits: { chunkBytes: 32 * 1024 },
    ...(origin === undefined ? {} : { origins: [origin] }),
  });
  onTestFinished(() => gateway.close());
  const gatewayServer = await listen(gateway.fetch);
  onTestFinished(gatewayServer.close);
  // A stall is left out: the published client has no limit for silence.
  const readers = await startCuttingProxy({
    target: gatewayServer.url,
    meanBytes: 60_000,
    modes: ["reset", "fin"],
    seed,
  });
  onTestFinished(() => readers.close());
  const entrypoint = [process.execPath, join(folder, "print.cjs"), join(folder, "log")].join(" ");
  const direct = ray({ address: server.url });
  await direct.jobs.submit({ entrypoint, submissionId: "train-7" });
  await direct.close();
  return {
    url: `${readers.url}/v1/systems/training/jobs/train-7/log`,
    logFile: server.logFile("train-7"),
    readers,
    head,
  };
};

const cutsOf = (proxy: CuttingProxy): number =>
  Object.values(proxy.stats().cuts).reduce((sum, count) => sum + count, 0);

const expectWhole = async (base64: string, world: Awaited<ReturnType<typeof startWorld>>): Promise<void> => {
  const file = await readFile(world.logFile);
  expect(file.length).toBeGreaterThan(logBytes);
  const got = Buffer.from(base64, "base64");
  expect(got.equals(file), `${got.length} bytes of ${file.length}`).toBe(true);
  expect(cutsOf(world.readers)).toBeGreaterThan(0);
  expect(cutsOf(world.head)).toBeGreaterThan(0);
};

describe.each(["long-poll", "sse"] as const)("the published client follows a Ray job by %s through cuts", (live) => {
  test("in Node", async () => {
    const world = await startWorld(live === "sse" ? 11 : 12);
    const { base64 } = await followPublished({ url: world.url, live }, stream);
    await expectWhole(base64, world);
  });

  test.runIf(hasChromium)("in Chromium, from another origin", async () => {
    const { page, origin } = await openClientPage();
    const world = await startWorld(live === "sse" ? 13 : 14, origin);
    const { base64 } = await followInPage(page, { url: world.url, live });
    await expectWhole(base64, world);
  });
});
