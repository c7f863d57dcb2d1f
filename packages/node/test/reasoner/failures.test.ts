/** Transient failures that a wait meets over Direct Access, over real sockets, besides those of ../reasoner.test.ts. */
import { createReasoner, directAccess, type JobwireError } from "@jobwire/core";
import {
  cutAfter,
  type Fault,
  instead,
  json,
  type ReferenceReasoner,
  staleEndpoint,
  startReferenceReasoner,
  tokenExpired,
} from "@jobwire/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { nodeAdapter } from "../../src/index.ts";
import { checkedReasoner, type Way } from "./checked-reasoner.ts";

const fixed: Way = "Direct Access at a fixed address";

/** Ends the job as soon as a wait is under way. */
const endSoon = (reasoner: ReferenceReasoner, id: string, afterPolls: number): void =>
  void waitFor(() => reasoner.requestsTo("getJob").length >= afterPolls).then(() =>
    reasoner.job(id)?.end({ state: "COMPLETED" }),
  );

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const waitFor = async (holds: () => boolean): Promise<void> => {
  for (const end = performance.now() + 30_000; !holds(); await pause(10))
    if (performance.now() > end) throw new Error("the condition did not become true in time");
};

const rejection = async (promise: Promise<unknown>): Promise<JobwireError> =>
  promise.then(
    () => {
      throw new Error("the promise did not reject");
    },
    (error: JobwireError) => error,
  );

describe("a wait survives", () => {
  test.each<readonly [string, ReadonlyArray<Fault>]>([
    ["a response that breaks off", [cutAfter(20)]],
    ["429", [instead(json({ message: "slow down" }, { status: 429, headers: { "retry-after": "0" } }))]],
  ])("%s", async (_name, faults) => {
    const { reasoner, client } = await checkedReasoner(fixed);
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    reasoner.setFault(({ endpoint }, nth) => (endpoint === "getJob" ? faults[nth] : undefined));
    endSoon(reasoner, id, faults.length + 2);
    expect((await client.jobs.wait({ reasonerType: "Predictive", id })).state).toBe("COMPLETED");
  });

  test("an expired token, by requesting another one, once", async () => {
    const reasoner = await startReferenceReasoner({ token: "the-second-token" });
    onTestFinished(() => reasoner.close());
    let asked = 0;
    const client = createReasoner(nodeAdapter, {
      backend: directAccess({
        address: reasoner.url,
        token: async () => (asked++ === 0 ? "the-first-token" : "the-second-token"),
      }),
      pollIntervalMs: 20,
    });
    onTestFinished(() => client.close());
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    endSoon(reasoner, id, 4);
    expect((await client.jobs.wait({ reasonerType: "Predictive", id })).state).toBe("COMPLETED");
    const sent = reasoner.requestsTo("getJob").map(({ headers }) => headers["authorization"]);
    expect(sent.filter((header) => header === 'Snowflake Token="the-first-token"')).toHaveLength(1);
  });

  test("a moved endpoint, by looking it up again", async () => {
    const { reasoner, client } = await checkedReasoner("Direct Access that is found by SQL, by key pair");
    const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
    reasoner.setFault(({ endpoint }, nth) =>
      endpoint === "getJob" && nth === 1 ? instead(staleEndpoint()) : undefined,
    );
    endSoon(reasoner, id, 4);
    expect((await client.jobs.wait({ reasonerType: "Predictive", id })).state).toBe("COMPLETED");
    const lookUps = reasoner
      .requestsTo("submitStatement")
      .filter(({ statement }) => /service_endpoint/i.test(statement ?? ""));
    expect(lookUps).toHaveLength(2);
  });
});

test("a 401 that no new token cures ends a wait", async () => {
  const { reasoner, client } = await checkedReasoner(fixed);
  const { id } = reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" });
  reasoner.setFault(() => instead(tokenExpired()));
  expect(await rejection(client.jobs.wait({ reasonerType: "Predictive", id }))).toMatchObject({
    _tag: "Unauthorized",
    statusCode: 401,
  });
});

test("1,000 waits are at most 4 requests an interval", async () => {
  const { reasoner, client } = await checkedReasoner(fixed, {}, { pollIntervalMs: 200 });
  const ids = Array.from(
    { length: 1_000 },
    () => reasoner.addJob({ type: "ML", reasoner: "e", code: "stay_running" }).id,
  );
  const requests = () => reasoner.directAccess.requests.length;
  const waits = Promise.all(ids.map((id) => client.jobs.wait({ reasonerType: "Predictive", id })));
  await waitFor(() => requests() >= 1);
  const [before, started] = [requests(), performance.now()];
  await waitFor(() => performance.now() - started >= 2_000);
  const intervals = (performance.now() - started) / 200;
  expect((requests() - before) / intervals).toBeLessThanOrEqual(4);
  for (const id of ids) reasoner.job(id)?.end({ state: "COMPLETED" });
  expect(new Set((await waits).map(({ state }) => state))).toEqual(new Set(["COMPLETED"]));
});
