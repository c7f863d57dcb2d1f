/** A head that keeps its jobs in Redis and restarts while programs use it. `test/restart.test.ts` and `test/outages.test.ts` have more. */
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { ownHead } from "../own-head.ts";
import { readLog } from "../read-log.ts";

const own = ownHead(26_000, { persistent: true });

test("a submit and a wait while the head restarts with Redis", { timeout: 300_000 }, async () => {
  const { head } = own;
  await using cluster = ray({ address: head.address, pollIntervalMs: 500, retryForMs: 200_000 });
  const before = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  await expect.poll(async () => (await before.status()).status, { interval: 200, timeout: 60_000 }).toBe("RUNNING");
  const wait = before.wait();
  await head.kill();
  const submissionId = "sent-while-away";
  const submit = cluster.jobs.submit({ entrypoint: "echo one", submissionId });
  submit.catch(() => undefined); // looked at below
  await head.startAgain({ disk: "kept" });
  const job = await submit;
  expect(await readLog(job.logs(), head.logFile(submissionId))).toContain("one");
  await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
  expect((await cluster.jobs.list()).filter((one) => one.submissionId === submissionId)).toHaveLength(1);
  // Its driver was on the head that was killed.
  await expect(wait).resolves.toMatchObject({ status: "FAILED" });
});
