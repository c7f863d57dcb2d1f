/**
 * The Promise surface: handles keep the terminal job, streams of events are iterables, signals and close end running calls.
 */
import { assert, describe, it } from "vitest";
import type { ReasonerClient } from "../../src/reasoner/client-types.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { type BackendChosen, directAccess } from "../../src/reasoner/options.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { calls, jobAnswer, reasonerAddress, transactionAnswer } from "../support/scripted-reasoner.ts";

const clientOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer,
): { readonly client: ReasonerClient; readonly script: ScriptedAdapter; readonly told: Array<BackendChosen> } => {
  const script = scriptedAdapter({ request });
  const told: Array<BackendChosen> = [];
  const backend = directAccess({ address: reasonerAddress, token: "token-1234" });
  const client = createReasoner(script.adapter, {
    backend,
    pollIntervalMs: 5,
    onStatus: (status) => told.push(status),
  });
  return { client, script, told };
};

describe("a handle", () => {
  it("weakness 12: keeps the terminal job, and requests again only what a call includes in addition", async () => {
    const { client, script } = clientOver(({ method, url }) => {
      if (method === "POST") return { json: { transaction: { id: "t", state: "CREATED" } } };
      if (url.pathname.includes("/events/")) return { json: { events: [{ n: 1 }] } };
      return transactionAnswer("t", "COMPLETED");
    });
    const handle = await client.jobs.create("logic", "eng1", { query: "q" });
    assert.deepInclude(handle, { reasonerType: "Logic", name: "eng1" });
    const plain = await handle.wait();
    assert.isNull(plain.events);
    const asked = script.requests.length;
    assert.deepStrictEqual(await handle.wait(), plain);
    assert.deepStrictEqual(await handle.result(), plain);
    assert.isTrue(await handle.isDone());
    assert.lengthOf(script.requests, asked);
    assert.deepStrictEqual((await handle.wait({ include: { events: true } })).events?.events, [{ n: 1 }]);
    assert.deepStrictEqual(calls(script).slice(asked), [
      "GET /v1alpha1/transactions/t",
      "GET /v1alpha1/transactions/t/events/progress?continuation_token=",
    ]);
    // The kept job does not add parts that this call did not include.
    assert.isNull((await handle.wait()).events);
    await client.close();
  });

  it("does not keep an include that failed", async () => {
    let broken = true;
    const { client } = clientOver(({ url }) => {
      if (!url.pathname.includes("/events/")) return jobAnswer("a", "COMPLETED");
      return broken ? { status: 400, json: { message: "no" } } : { json: { events: [{ n: 1 }] } };
    });
    const handle = client.jobs.handle({ reasonerType: "SOLVER", id: "a" });
    const first = await handle.wait({ include: { events: true } });
    assert.strictEqual(first.failures.events?._tag, "InvalidRequest");
    broken = false;
    assert.lengthOf((await handle.wait({ include: { events: true } })).events?.events ?? [], 1);
  });

  it("reports the job's status, and is restored from its JSON", async () => {
    const answers: Array<ScriptedAnswer> = [
      { status: 404, json: { message: "job not found" } },
      jobAnswer("a", "RUNNING"),
      jobAnswer("a", "RUNNING"),
      jobAnswer("a", "FAILED", { abort_reason: "engine failed" }),
      jobAnswer("a", "FAILED", { abort_reason: "engine failed" }),
    ];
    const { client } = clientOver(() => answers.shift() ?? { fault: "refused" });
    const json = JSON.parse(JSON.stringify(client.jobs.handle({ reasonerType: "ml", id: "a" }))) as never;
    const handle = client.jobs.handle(json);
    assert.deepInclude(handle, { reasonerType: "Predictive", name: null });
    assert.deepStrictEqual(await handle.getOperation(), { id: "a", status: "PENDING", error: null, raw: null });
    assert.deepInclude(await handle.getOperation(), { status: "RUNNING", error: null });
    assert.isFalse(await handle.isDone());
    assert.deepInclude(await handle.getOperation(), {
      status: "FAILED",
      error: "engine failed",
      raw: { state: "FAILED", reasonerType: "Prescriptive", name: "eng1" },
    });
    const failed: unknown = await handle.result().catch((error: unknown) => error);
    assert.deepInclude(failed, { _tag: "JobFailed", reason: "failed" });
    assert.throws(() => client.jobs.handle({ kind: "other" } as never), /toJSON/);
  });
});

describe("a stream of events", () => {
  it("is an iterable of events, and of pages with positions", async () => {
    const { client } = clientOver(({ url }) =>
      url.pathname.includes("/events/")
        ? { json: { events: url.search === "" ? [{ n: 1 }, { n: 2 }] : [{ n: 3 }], continuation_token: "p2" } }
        : jobAnswer("a", "COMPLETED"),
    );
    const events: Array<unknown> = [];
    for await (const event of client.jobs.events({ reasonerType: "SOLVER", id: "a" })) events.push(event);
    assert.deepStrictEqual(events, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    for await (const { position } of client.jobs.events({ reasonerType: "SOLVER", id: "a" }).pages()) {
      assert.deepStrictEqual(position, { token: "p2", given: 0 });
      break;
    }
  });

  it("ends at once on an abort", async () => {
    const { client, script } = clientOver(({ url }) =>
      url.pathname.includes("/events/") ? { silence: true } : jobAnswer("a", "RUNNING"),
    );
    const controller = new AbortController();
    const iterator = client.jobs
      .events({ reasonerType: "SOLVER", id: "a" }, { signal: controller.signal })
      [Symbol.asyncIterator]();
    const next = iterator.next().catch((error: unknown) => error);
    controller.abort(new Error("enough"));
    assert.deepInclude(await next, { _tag: "Aborted" });
    await client.close();
    assert.strictEqual(script.open(), 0);
  });
});

describe("a client", () => {
  it("weakness 22: lets a wait be aborted by a signal, and ends everything when it is closed", async () => {
    const { client, script } = clientOver(() => ({ silence: true }));
    const controller = new AbortController();
    const waiting = client.jobs
      .wait({ reasonerType: "SOLVER", id: "a" }, { signal: controller.signal })
      .catch((error: unknown) => error);
    const reading = client.jobs.get({ reasonerType: "SOLVER", id: "a" }).catch((error: unknown) => error);
    controller.abort();
    assert.deepInclude(await waiting, { _tag: "Aborted", reason: "signal" });
    await client.close();
    assert.deepInclude(await reading, { _tag: "Aborted", reason: "closed" });
    assert.strictEqual(script.open(), 0);
  });

  it("reports the backend of each handle", async () => {
    const { client, told } = clientOver(({ method }) =>
      method === "POST" ? { json: { id: "a" } } : jobAnswer("a", "FAILED"),
    );
    await client.jobs.create("SOLVER", "eng1", {});
    await client.jobs.wait({ reasonerType: "SOLVER", id: "a" });
    assert.deepStrictEqual(
      told,
      ["jobs.create", "jobs.wait"].map((operation) => ({
        type: "backend",
        operation,
        backend: "direct-access",
        address: reasonerAddress,
      })),
    );
  });
});
