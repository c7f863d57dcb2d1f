import { directAccess, type ReasonerJob, reasoner } from "@jobwire/node";
import { startReferenceReasoner } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { gateway } from "../../src/client/node.ts";
import { until } from "../support/until.ts";
import { serveGateway } from "./served-gateway.ts";

const start = async () => {
  const token = "reference-token-0001";
  const service = await startReferenceReasoner({ token, runMs: 100 });
  const upstream = reasoner({ backend: directAccess({ address: service.url, token }), pollIntervalMs: 100 });
  const served = await serveGateway({ systems: { solver: upstream } });
  const client = gateway({ address: served.url, pollIntervalMs: 100 });
  onTestFinished(async () => {
    await client.close();
    await served.kill();
    await upstream.close();
    await service.close();
  });
  return { service, upstream, served, client, jobs: client.reasoner("solver").jobs };
};

const ids = (jobs: ReadonlyArray<ReasonerJob>): ReadonlyArray<string> => jobs.map(({ id }) => id).sort();

test("lists have the filters of a client without a gateway", async () => {
  const { service, upstream, jobs } = await start();
  for (const [id, type, reasonerName] of [
    ["a", "SOLVER", "eng1"],
    ["b", "ML", "eng2"],
    ["c", "SOLVER", "eng2"],
  ] as const) {
    service.addJob({ type, reasoner: reasonerName, code: "stay_running", id });
  }
  service.job("c")?.end({ state: "COMPLETED" });
  for (const filters of [
    {},
    { reasonerType: "prescriptive" },
    { reasonerType: "ML" },
    { jobId: "b" },
    { state: "completed" },
    { onlyActive: true },
    { name: "ENG2" },
    { createdBy: "nobody" },
    { limit: 0 },
  ]) {
    const expected = await upstream.jobs.list({ allUsers: !("createdBy" in filters), ...filters });
    expect([filters, ids(await jobs.list(filters))]).toEqual([filters, ids(expected)]);
  }
  expect((await jobs.list({ limit: 1, offset: 1 })).length).toBe(1);
  await expect(jobs.list({ include: { events: true } })).rejects.toMatchObject({ _tag: "InvalidRequest" });
  await expect(jobs.stop({ reasonerType: "Logic", id: "a" }, { allUsers: true })).rejects.toMatchObject({
    _tag: "InvalidRequest",
  });
});

test("a job is created, followed by its events through a restart of the gateway, and has its parts", async () => {
  const { service, served, jobs } = await start();
  const job = await jobs.create("Prescriptive", "eng1", { code: "stay_running" });
  const inside = service.job(job.id);
  const messages: Array<unknown> = [];
  const over = (async () => {
    for await (const event of job.events()) messages.push(event["message"]);
  })();
  for (let n = 0; n < 3; n++) {
    for (let event = 0; event < 4; event++) inside?.addEvent(`${n} ${event}`);
    await until(() => messages.includes(`${n} 3`));
    if (n === 1) {
      await served.kill();
      await served.start();
    }
  }
  inside?.end({ state: "COMPLETED" });
  await over;
  const own = messages.filter((message) => /^\d \d$/.test(String(message)));
  expect(own).toEqual([0, 1, 2].flatMap((n) => [0, 1, 2, 3].map((event) => `${n} ${event}`)));
  expect(await job.isDone()).toBe(true);
  expect((await job.result({ include: { events: true } })).events?.events.length).toBeGreaterThan(0);
  expect((await jobs.getEvents({ reasonerType: "Prescriptive", id: job.id })).events.length).toBe(messages.length);
  expect((await jobs.getOperation({ reasonerType: "Prescriptive", id: "none" })).status).toBe("PENDING");
});

test("the events continue at a position, and quiet events cost no requests", async () => {
  const { service, served, jobs } = await start();
  const inside = service.addJob({ type: "SOLVER", reasoner: "eng1", code: "stay_running", id: "quiet" });
  const id = { reasonerType: "Prescriptive", id: "quiet" };
  inside.addEvent("before");
  let from: unknown;
  const first: Array<unknown> = [];
  for await (const page of jobs.events(id).pages()) {
    first.push(...page.events.map((event) => event["message"]));
    from = page.position;
    if (first.includes("before")) break;
  }
  const rest: Array<unknown> = [];
  const over = (async () => {
    for await (const event of jobs.events(id, { from: JSON.parse(JSON.stringify(from)) as never })) {
      rest.push(event["message"]);
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const requests = served.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(served.requests.length - requests).toBeLessThan(2);
  inside.addEvent("after");
  await until(() => rest.includes("after"));
  inside.end({ state: "COMPLETED" });
  await over;
  expect(rest).not.toContain("before");
});
