/** What goes wrong on the way to Direct Access, over real sockets: a wait gets through it, a create is made once. */
import { composePayload, createReasoner, directAccess, type JobwireError } from "@jobwire/core";
import {
  answerLost,
  cutAfter,
  drop,
  type Fault,
  instead,
  json,
  never,
  notReady,
  type ReferenceReasoner,
  staleEndpoint,
  startReferenceReasoner,
  tokenExpired,
} from "@jobwire/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { nodeAdapter } from "../../src/index.ts";
import { checkedReasoner, type Way } from "./checked-reasoner.ts";

const fixed: Way = "Direct Access at a fixed address";
const payload = composePayload({ reasonerType: "Predictive", rawCode: "stay_running" });
const blip = () => json({ message: "blip" }, { status: 503 });

/** Ends the job as soon as a wait is under way. */
const endSoon = (reasoner: ReferenceReasoner, id: string, afterPolls: number): void =>
  void waitFor(() => reasoner.requestsTo("getJob").length >= afterPolls).then(() =>
    reasoner.job(id)?.end({ state: "COMPLETED" }),
  );

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const waitFor = async (holds: () => boolean): Promise<void> => {
  for (const end = performance.now() + 30_000; !holds(); await pause(10))
    if (performance.now() > end) throw new Error("what was waited for did not come");
};

const rejection = async (promise: Promise<unknown>): Promise<JobwireError> =>
  promise.then(
    () => {
      throw new Error("it was expected to fail");
    },
    (error: JobwireError) => error,
  );

describe("a wait rides out", () => {
  test.each<readonly [string, ReadonlyArray<Fault>]>([
    ["two 503 in a row", [instead(blip()), instead(blip())]],
    ["a dropped connection", [instead(drop())]],
    ["an answer that breaks off", [cutAfter(20)]],
    ["a 404 that says not ready", [instead(notReady())]],
    ["429", [instead(json({ message: "slow down" }, { status: 429, headers: { "retry-after": "0" } }))]],
  ])("%s", async (_name, faults) => {
    const { reasoner, client } = await checkedReasoner(fixed);
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    reasoner.setFault(({ endpoint }, nth) => (endpoint === "getJob" ? faults[nth] : undefined));
    endSoon(reasoner, id, faults.length + 2);
    expect((await client.jobs.wait("Predictive", id)).state).toBe("COMPLETED");
  });

  test("a token that is not good any more, by asking for another one, once", async () => {
    const reasoner = await startReferenceReasoner({ token: "the-second-token" });
    onTestFinished(() => reasoner.close());
    let asked = 0;
    const client = createReasoner(nodeAdapter, {
      backend: directAccess({
        baseUrl: reasoner.url,
        token: async () => (asked++ === 0 ? "the-first-token" : "the-second-token"),
      }),
      pollIntervalMs: 20,
    });
    onTestFinished(() => client.close());
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    endSoon(reasoner, id, 4);
    expect((await client.jobs.wait("Predictive", id)).state).toBe("COMPLETED");
    const sent = reasoner.requestsTo("getJob").map(({ headers }) => headers["authorization"]);
    expect(sent.filter((header) => header === 'Snowflake Token="the-first-token"')).toHaveLength(1);
  });

  test("a server that is down for a while", async () => {
    const { reasoner, client } = await checkedReasoner(fixed);
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    const waiting = client.jobs.wait("Predictive", id);
    await waitFor(() => reasoner.requestsTo("getJob").length >= 1);
    await reasoner.directAccess.refuse();
    reasoner.directAccess.resetAll();
    reasoner.job(id)?.end({ state: "COMPLETED" });
    await pause(1_000);
    await reasoner.directAccess.accept();
    expect((await waiting).state).toBe("COMPLETED");
  });

  test("an endpoint that has moved, by looking it up again", async () => {
    const { reasoner, client } = await checkedReasoner("Direct Access that is found by SQL, by key pair");
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    reasoner.setFault(({ endpoint }, nth) =>
      endpoint === "getJob" && nth === 1 ? instead(staleEndpoint()) : undefined,
    );
    endSoon(reasoner, id, 4);
    expect((await client.jobs.wait("Predictive", id)).state).toBe("COMPLETED");
    const lookUps = reasoner
      .requestsTo("submitStatement")
      .filter(({ statement }) => /service_endpoint/i.test(statement ?? ""));
    expect(lookUps).toHaveLength(2);
  });
});

test("a 401 that no other token mends ends a wait", async () => {
  const { reasoner, client } = await checkedReasoner(fixed);
  const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
  reasoner.setFault(() => instead(tokenExpired()));
  expect(await rejection(client.jobs.wait("Predictive", id))).toMatchObject({ _tag: "Unauthorized", statusCode: 401 });
});

test("a wait of 1 s on a server that hangs takes 1 s", async () => {
  const { reasoner, client } = await checkedReasoner(fixed);
  const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
  reasoner.setFault((_request, nth) => (nth > 0 ? instead(never()) : undefined));
  const started = performance.now();
  const error = await rejection(client.jobs.wait("Predictive", id, { timeoutMs: 1_000 }));
  const took = performance.now() - started;
  expect(error).toMatchObject({ _tag: "Timeout", reason: "deadline", job: { id, state: "RUNNING" } });
  expect(took).toBeGreaterThanOrEqual(990);
  // Far above what a busy machine adds, far below the 10 s and 30 s of a request's own limits.
  expect(took).toBeLessThan(5_000);
});

test("a create that the server accepted and answered by 503 is one job, of unknown outcome", async () => {
  const { reasoner, client } = await checkedReasoner(fixed, { fault: () => answerLost(blip()) });
  const error = await rejection(client.jobs.create("Predictive", "eng1", payload));
  expect(error).toMatchObject({ _tag: "CreateOutcomeUnknown" });
  expect([reasoner.jobCount(), reasoner.requestsTo("createJob").length]).toEqual([1, 1]);
});

test("1,000 waits are at most 4 requests an interval", async () => {
  const { reasoner, client } = await checkedReasoner(fixed, {}, { pollIntervalMs: 200 });
  const ids = Array.from(
    { length: 1_000 },
    () => reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" }).id,
  );
  const requests = () => reasoner.directAccess.requests.length;
  const waits = Promise.all(ids.map((id) => client.jobs.wait("Predictive", id)));
  await waitFor(() => requests() >= 1);
  const [before, started] = [requests(), performance.now()];
  await waitFor(() => performance.now() - started >= 2_000);
  const intervals = (performance.now() - started) / 200;
  expect((requests() - before) / intervals).toBeLessThanOrEqual(4);
  for (const id of ids) reasoner.job(id)?.end({ state: "COMPLETED" });
  expect(new Set((await waits).map(({ state }) => state))).toEqual(new Set(["COMPLETED"]));
});
