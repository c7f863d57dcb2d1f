/** Many at once: every slot of the state API taken by others, and 50 jobs followed over links that are cut. */
import { setTimeout as pause } from "node:timers/promises";
import { ray } from "@jobwire/node";
import { startCuttingProxy } from "@jobwire/testing";
import { expect, test } from "vitest";
import { followFifty } from "./follow-fifty.ts";
import { program } from "./live-ray.ts";
import { ownHead } from "./own-head.ts";
import { readLog } from "./read-log.ts";

const own = ownHead(29_000);

/** Ray runs this many log and state requests at once for all users together. It responds to the next with 429, or never. */
const SLOTS = 100;

test("50 jobs followed at once through a proxy that cuts: every line of each, once and in order", {
  timeout: 900_000,
}, async () => {
  const { head } = own;
  await using proxy = await startCuttingProxy({ target: head.address, meanBytes: 60_000, seed: 25 });
  await using cluster = ray({ address: proxy.url, pollIntervalMs: 1_000 });
  await followFifty(head, cluster);
  const { cuts } = proxy.stats();
  expect(cuts.reset + cuts.fin + cuts.stall).toBeGreaterThan(50);
});

test("a tail yields its lines to the proven end while others hold all slots of the state API", {
  timeout: 400_000,
}, async () => {
  const { head } = own;
  await using cluster = ray({ address: head.address });
  const printing = await cluster.jobs.submit({ entrypoint: "while true; do echo tick; sleep 0.2; done" });
  const open = new AbortController();
  try {
    await expect.poll(async () => (await printing.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
    const { driverNodeId } = await printing.status();
    const url = `${head.address}/api/v0/logs/stream?node_id=${driverNodeId}&submission_id=${printing.submissionId}&lines=1&interval=0.5`;
    const followers = await Promise.all(
      Array.from({ length: SLOTS }, async () => (await fetch(url, { signal: open.signal })).status),
    );
    expect(followers).toEqual(Array.from({ length: SLOTS }, () => 200));
    const refused = await Promise.race([
      fetch(`${head.address}/api/v0/nodes`, { signal: open.signal }).then(({ status }) => status),
      pause(3_000, "no response", { ref: false }),
    ]);
    expect([429, "no response"]).toContain(refused);

    const job = await cluster.jobs.submit({ entrypoint: program("lines", "numbered", 1_000, "--seconds", 3) });
    const logs = await Promise.all(
      (["auto", "websocket", "http"] as const).map((protocol) =>
        readLog(job.logs({ protocol }), head.logFile(job.submissionId)),
      ),
    );
    for (const lines of logs) expect(lines.filter((line) => /^\d{9} /.test(line))).toHaveLength(1_000);
    await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  } finally {
    open.abort();
    await printing.stop({ wait: true });
  }
});
