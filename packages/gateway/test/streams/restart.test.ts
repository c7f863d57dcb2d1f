import { Buffer } from "node:buffer";
import { stream } from "@durable-streams/client";
import { startFaultyRay } from "@jobwire/testing";
import { seededRandom } from "@jobwire/testing/internal";
import { expect, onTestFinished, test, vi } from "vitest";
import { hasChromium, openClientPage } from "./chromium-page.ts";
import { followEventSource } from "./follow-event-source.ts";
import { followLongPoll } from "./follow-long-poll.ts";
import { followPublished } from "./follow-published.ts";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process.ts";
import { hardLog } from "./hard-log.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const kills = 5;
const submissionId = "train-7";

/**
 * A job that prints all the time, and a gateway that is killed and started again at the same port meanwhile. Resolves with the log's
 * bytes after the job's end; `follow` begins before the first kill.
 */
const printThroughKills = async <A>(
  seed: number,
  origin: string,
  follow: (url: string, onBytes: (count: number) => void) => Promise<A>,
): Promise<{ readonly log: Buffer; readonly result: A; readonly seenBeforeKills: ReadonlyArray<number> }> => {
  const head = await startFaultyRay({ status: "RUNNING", submissionId });
  onTestFinished(() => head.close());
  let gateway: GatewayProcess = await startGatewayProcess({ ray: head.url, origin });
  onTestFinished(() => gateway.kill());
  const { port } = gateway;

  const lines = hardLog(300_000, seed).match(/[^\n]*\n/gu) ?? [];
  const log = Buffer.from(lines.join(""));
  const perRound = Math.ceil(lines.length / (kills + 1));
  let printed = 0;
  let seen = 0;
  const changes = new Set<() => void>();
  const following = follow(`${gateway.url}/v1/systems/ray/jobs/${submissionId}/log`, (count) => {
    seen += count;
    for (const wake of changes) wake();
  });
  /** Resolves when the reader has got `bytes` bytes. */
  const whenSeen = (bytes: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const wake = (): void => {
        if (seen < bytes) return;
        changes.delete(wake);
        resolve();
      };
      changes.add(wake);
      following.catch(reject);
      wake();
    });
  const print = async (until: number): Promise<void> => {
    while (printed < until) {
      const next = Math.min(printed + 7, until);
      head.append(lines.slice(printed, next).join(""));
      printed = next;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const random = seededRandom(seed);
  const seenBeforeKills: Array<number> = [];
  for (let kill = 0; kill < kills; kill++) {
    const begin = Buffer.byteLength(lines.slice(0, printed).join(""));
    const printing = print((kill + 1) * perRound);
    // In the middle of what this round prints, and of what the reader reads.
    await whenSeen(begin + Math.floor(random() * 20_000) + 1);
    await gateway.kill();
    seenBeforeKills.push(seen);
    gateway = await startGatewayProcess({ ray: head.url, origin, port });
    await printing;
  }
  await print(lines.length);
  head.setStatus("SUCCEEDED");
  return { log, result: await following, seenBeforeKills };
};

const expectWhole = (
  base64: string,
  { log, seenBeforeKills }: { readonly log: Buffer; readonly seenBeforeKills: ReadonlyArray<number> },
): void => {
  const got = Buffer.from(base64, "base64");
  expect(got.equals(log), `${got.length} bytes of ${log.length}`).toBe(true);
  expect(seenBeforeKills).toHaveLength(kills);
  for (const seen of seenBeforeKills) expect(seen).toBeLessThan(log.length);
};

const nowhere = "http://127.0.0.1:1";

test("plain long-polls lose and repeat nothing when the gateway is killed", async () => {
  const run = await printThroughKills(21, nowhere, (url, onBytes) => followLongPoll(url, onBytes));
  expectWhole(run.result, run);
});

test.each(["long-poll", "sse"] as const)("the published client loses and repeats nothing by %s", async (live) => {
  const run = await printThroughKills(live === "sse" ? 22 : 23, nowhere, (url, onBytes) =>
    followPublished({ url, live, onBytes }, stream),
  );
  expectWhole(run.result.base64, run);
});

test.runIf(hasChromium)("a bare EventSource in a page loses and repeats nothing", async () => {
  const { page, origin } = await openClientPage();
  const run = await printThroughKills(24, origin, async (url, onBytes) => {
    await page.exposeFunction("onBytes", onBytes);
    return (await page.evaluate(`(${followEventSource.toString()})(${JSON.stringify(url)}, globalThis.onBytes)`)) as {
      base64: string;
      reconnects: number;
    };
  });
  expectWhole(run.result.base64, run);
  expect(run.result.reconnects).toBeGreaterThanOrEqual(kills);
});
