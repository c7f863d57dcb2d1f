/** How often a request is sent: by default, with `maxRetries` and `retryForMs` of the client and of the call, counted at the server. */
import { Clock, Effect, type Scope, Stream } from "effect";
import { describe, expect, test } from "vitest";
import { makeAgent } from "../../src/agent/make-agent.ts";
import type { JobwireError } from "../../src/errors.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { directAccess } from "../../src/reasoner/options.ts";
import type { CallOptions } from "../../src/surface/options.ts";
import { orderedClock } from "../support/ordered-clock.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

interface Limits {
  readonly maxRetries?: number;
  readonly retryForMs?: number;
}
type Run = Effect.Effect<unknown, JobwireError, Scope.Scope>;
interface Sent {
  /** Requests in all. */
  readonly count: number;
  /** Milliseconds of the clock, which passes at once. */
  readonly tookMs: number;
  readonly tag: string;
}

/** Runs until the server has failed for good, and counts. */
const sent = async (
  run: (adapter: ReturnType<typeof scriptedAdapter>["adapter"]) => Run,
  answer: (index: number, method: string) => ScriptedAnswer,
): Promise<Sent> => {
  let count = 0;
  const { adapter } = scriptedAdapter({
    request: ({ method }) => answer(count++, method),
    socket: () => {
      count += 1;
      return { fault: "refused" };
    },
  });
  const clock = orderedClock();
  const began = clock.now();
  const outcome = await Effect.runPromise(
    Effect.provideService(Effect.result(Effect.scoped(run(adapter))), Clock.Clock, clock),
  );
  const tag = outcome._tag === "Failure" ? outcome.failure._tag : "ok";
  return { count, tookMs: clock.now() - began, tag };
};

const unavailable: ScriptedAnswer = { status: 503, body: "no server" };
const refused: ScriptedAnswer = { fault: "refused" };
const down = (): ScriptedAnswer => unavailable;
const away = (): ScriptedAnswer => refused;
const forMs = 60_000;

const ray =
  (client: Limits, use: (ray: Effect.Success<ReturnType<typeof makeRay>>) => Run) =>
  (adapter: ReturnType<typeof scriptedAdapter>["adapter"]): Run =>
    Effect.flatMap(makeRay(adapter, { address: "http://127.0.0.1:8265", ...client }), use);
const agent =
  (client: Limits, use: (agent: Effect.Success<ReturnType<typeof makeAgent>>) => Run) =>
  (adapter: ReturnType<typeof scriptedAdapter>["adapter"]): Run =>
    Effect.flatMap(
      makeAgent(adapter, { address: "http://127.0.0.1:8000", agentToken: "agent-token-1", ...client }),
      use,
    );
const reasoner =
  (client: Limits, use: (reasoner: Effect.Success<ReturnType<typeof makeReasoner>>) => Run) =>
  (adapter: ReturnType<typeof scriptedAdapter>["adapter"]): Run =>
    Effect.flatMap(
      makeReasoner(adapter, { backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1" }), ...client }),
      use,
    );

const id = { reasonerType: "Prescriptive", id: "a" };
const zip = new Uint8Array([80, 75, 5, 6, ...new Uint8Array(18)]);
/** A call of each kind: the client's options, and the call's. */
const calls: Readonly<
  Record<string, (client: Limits, own?: Pick<CallOptions, keyof Limits>) => Parameters<typeof sent>[0]>
> = {
  "ray version": (client, own) => ray(client, (it) => it.version(own)),
  "ray jobs.get": (client, own) => ray(client, (it) => it.jobs.get("a", own)),
  "ray jobs.list": (client, own) => ray(client, (it) => it.jobs.list(own)),
  "ray jobs.stop": (client, own) => ray(client, (it) => it.jobs.stop("a", own)),
  "ray jobs.delete": (client, own) => ray(client, (it) => it.jobs.delete("a", own)),
  "ray jobs.getLogs": (client, own) => ray(client, (it) => it.jobs.getLogs("a", own)),
  "ray nodes.list": (client, own) => ray(client, (it) => it.nodes.list(own)),
  "ray serve.get": (client, own) => ray(client, (it) => it.serve.get(own)),
  "ray packages.upload": (client, own) => ray(client, (it) => it.packages.upload(zip, own)),
  "ray clusterStatus": (client, own) => ray(client, (it) => it.clusterStatus(own)),
  "agent health": (client, own) => agent(client, (it) => it.health(own)),
  "agent jobs.get": (client, own) => agent(client, (it) => it.jobs.get("a", own)),
  "agent resources.cluster": (client, own) => agent(client, (it) => it.resources.cluster(own)),
  "reasoner jobs.get": (client, own) => reasoner(client, (it) => it.jobs.get(id, own)),
  "reasoner jobs.getEvents": (client, own) => reasoner(client, (it) => it.jobs.getEvents(id, own)),
};

describe.each(Object.entries(calls))("%s is sent", (_, call) => {
  test("three times by default", async () => {
    expect((await sent(call({}), down)).count).toBe(3);
  });
  test("once with maxRetries 0 or retryForMs 0, of the client or of the call", async () => {
    for (const none of [{ maxRetries: 0 }, { retryForMs: 0 }]) {
      expect((await sent(call(none), down)).count).toBe(1);
      expect((await sent(call({}, none), down)).count).toBe(1);
    }
  });
  test("as often as maxRetries of the call says, or else of the client", async () => {
    expect((await sent(call({ maxRetries: 4 }), down)).count).toBe(5);
    expect((await sent(call({ maxRetries: 4 }, { maxRetries: 1 }), down)).count).toBe(2);
    expect((await sent(call({}, { maxRetries: 6 }), down)).count).toBe(7);
  });
  test("for as long as retryForMs of the call says, and no longer", async () => {
    const { count, tookMs } = await sent(call({}, { retryForMs: forMs }), down);
    expect(count).toBeGreaterThan(7);
    expect(tookMs).toBeGreaterThanOrEqual(forMs);
    expect(tookMs).toBeLessThan(forMs + 1_000);
    expect((await sent(call({}, { retryForMs: forMs, maxRetries: 3 }), down)).count).toBe(4);
  });
});

describe("a write that must not arrive twice", () => {
  const writes: typeof calls = {
    "reasoner jobs.create": (client, own) =>
      reasoner(client, (it) => it.jobs.create("Prescriptive", "eng1", { raw_code: "a" }, own)),
    "agent plugins.run": (client, own) => agent(client, (it) => it.plugins.run("a", { action: "b" }, own)),
  };
  test.each(Object.entries(writes))(
    "%s is sent once when it may have arrived, whatever the options say",
    async (_, call) => {
      const lost = (): ScriptedAnswer => ({ fault: "reset" });
      expect((await sent(call({ maxRetries: 9, retryForMs: forMs }), lost)).count).toBe(1);
      expect((await sent(call({}, { maxRetries: 9 }), lost)).count).toBe(1);
      expect((await sent(call({}, { retryForMs: forMs }), lost)).count).toBe(1);
    },
  );
  test.each(Object.entries(writes))("%s is sent again while the server certainly never saw it", async (_, call) => {
    expect((await sent(call({}), away)).count).toBe(3);
    expect((await sent(call({}, { maxRetries: 0 }), away)).count).toBe(1);
    expect((await sent(call({}, { maxRetries: 5 }), away)).count).toBe(6);
  });
});

describe("a submit", () => {
  const submit = (client: Limits, own?: Limits) =>
    ray(client, (it) => it.jobs.submit({ entrypoint: "true", submissionId: "a" }, own));
  test.each<[string, Limits, Limits | undefined, number]>([
    ["three times by default", {}, undefined, 3],
    ["once with retryForMs 0 of the client", { retryForMs: 0 }, undefined, 1],
    ["once with retryForMs 0", {}, { retryForMs: 0 }, 1],
    ["once with maxRetries 0", {}, { maxRetries: 0 }, 1],
    ["once with maxRetries 0 of the client", { maxRetries: 0 }, undefined, 1],
    ["six times with maxRetries 5", {}, { maxRetries: 5 }, 6],
    ["twice with maxRetries 1, however long it may retry", {}, { maxRetries: 1, retryForMs: forMs }, 2],
  ])("is sent %s to a server that is away", async (_, client, own, count) => {
    expect(await sent(submit(client, own), away)).toMatchObject({ count, tag: "ConnectionFailed" });
  });
  test("is sent for retryForMs to a server that is away", async () => {
    const { count, tookMs } = await sent(submit({}, { retryForMs: forMs }), away);
    expect(count).toBeGreaterThan(7);
    expect(tookMs).toBeLessThan(forMs + 1_000);
  });
  test("without retries is looked up once after a lost response, and never sent again", async () => {
    const lost = (_: number, method: string): ScriptedAnswer => (method === "POST" ? { fault: "reset" } : unavailable);
    expect(await sent(submit({}, { retryForMs: 0 }), lost)).toMatchObject({ count: 2, tag: "CreateOutcomeUnknown" });
  });
});

describe("without retries (retryForMs 0)", () => {
  const waits: Readonly<Record<string, (client: Limits, own: Limits) => Parameters<typeof sent>[0]>> = {
    "ray jobs.wait": (client, own) => ray(client, (it) => it.jobs.wait("a", own)),
    "ray jobs.result": (client, own) => ray(client, (it) => it.jobs.result("a", own)),
    "ray jobs.waitAll": (client, own) => ray(client, (it) => it.jobs.waitAll(["a", "b"], own)),
    "ray serve.wait": (client, own) => ray(client, (it) => it.serve.wait(undefined, own)),
    "agent jobs.wait": (client, own) => agent(client, (it) => it.jobs.wait("a", own)),
    "reasoner jobs.wait": (client, own) => reasoner(client, (it) => it.jobs.wait(id, own)),
    "reasoner jobs.events": (client, own) => reasoner(client, (it) => Stream.runDrain(it.jobs.events(id, own))),
  };
  test.each(Object.entries(waits))("%s ends with the first failure", async (_, wait) => {
    for (const [client, own] of [
      [{ retryForMs: 0 }, {}],
      [{}, { retryForMs: 0 }],
    ] as const) {
      const { count, tookMs, tag } = await sent(wait(client, own), down);
      expect({ count, tag }).toEqual({ count: 1, tag: "ServerError" });
      expect(tookMs).toBeLessThan(1_000);
    }
    const patient = await sent(wait({}, { retryForMs: forMs }), down);
    expect(patient.count).toBeGreaterThan(5);
  });

  test("a wait that saw its job ends with the first failure after that", async () => {
    const running = (index: number): ScriptedAnswer => (index < 3 ? { json: wireJob("a", "RUNNING") } : refused);
    const { tag, count } = await sent(
      ray({}, (it) => it.jobs.wait("a", { retryForMs: 0 })),
      running,
    );
    expect(tag).toBe("ConnectionFailed");
    expect(count).toBeLessThanOrEqual(5);
  });

  test("a tail reads each source once", async () => {
    const tail = (client: Limits, own: Limits) => ray(client, (it) => Stream.runDrain(it.jobs.tailLogs("a", own)));
    for (const [client, own] of [
      [{ retryForMs: 0 }, {}],
      [{}, { retryForMs: 0 }],
    ] as const) {
      const { count, tookMs, tag } = await sent(tail(client, own), away);
      expect(tag).toBe("ConnectionFailed");
      expect(count).toBeLessThanOrEqual(3);
      expect(tookMs).toBeLessThan(1_000);
    }
    expect((await sent(tail({}, { retryForMs: forMs }), away)).count).toBeGreaterThan(5);
  });
});

test.each([-1, 1.5, Number.NaN, "2", null])("maxRetries %s is refused, of the client and of a call", async (value) => {
  const wrong = { maxRetries: value as number };
  const outcomes = await Promise.all([
    sent(calls["ray version"]!(wrong), down),
    sent(calls["ray version"]!({}, wrong), down),
  ]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ count: 0, tag: "InvalidRequest" });
});
