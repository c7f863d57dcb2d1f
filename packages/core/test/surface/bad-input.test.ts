/** Wrong input is refused alike by every backend and surface: `InvalidRequest` (reason `local`) that names it, and no request. */
import { Effect, Stream } from "effect";
import { afterEach, describe, expect, it } from "vitest";
import { createAgent } from "../../src/agent/create-agent.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import type { JobwireError } from "../../src/errors.ts";
import { createRay } from "../../src/ray/create-ray.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { composePayload } from "../../src/reasoner/compose-payload.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { directAccess, type ReasonerOptions } from "../../src/reasoner/options.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

/** As a program without types might write it. */
const any = (value: unknown): never => value as never;

let requests = 0;
const seen = (): { readonly fault: "refused" } => {
  requests += 1;
  return { fault: "refused" };
};
const { adapter } = scriptedAdapter({ request: seen, socket: seen });
const rayOptions = { address: "http://127.0.0.1:8265" };
const agentOptions = { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" };
const reasonerOptions: ReasonerOptions = { backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1" }) };

const drained = async (tail: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of tail);
};
const inEffect = async <A>(effect: Effect.Effect<A, JobwireError>): Promise<A> => {
  const outcome = await Effect.runPromise(Effect.result(effect));
  if (outcome._tag === "Failure") throw outcome.failure;
  return outcome.success;
};

const ray = createRay(adapter, rayOptions);
const agent = createAgent(adapter, agentOptions);
const reasoner = createReasoner(adapter, reasonerOptions);

const refused = async (act: () => unknown, names: string): Promise<void> => {
  let error: unknown;
  try {
    await act();
  } catch (caught) {
    error = caught;
  }
  expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local", message: expect.stringContaining(names) });
  expect(requests).toBe(0);
};

afterEach(() => {
  requests = 0;
});

const tails: ReadonlyArray<readonly [what: string, options: object, names: string]> = [
  ["tail: -1", { tail: -1 }, "tail"],
  ["tail: NaN", { tail: Number.NaN }, "tail"],
  ["tail: 1.5", { tail: 1.5 }, "tail"],
  ["tail: Infinity", { tail: Number.POSITIVE_INFINITY }, "tail"],
  ["tail: 2^31", { tail: 2 ** 31 }, "tail"],
  ["tail: 1e300", { tail: 1e300 }, "tail"],
  ["tail: '5'", { tail: "5" }, "tail"],
  ["tail: null", { tail: null }, "tail"],
  ["protocol: foo", { protocol: "foo" }, "protocol"],
  ["protocol: ''", { protocol: "" }, "protocol"],
  ["protocol: WebSocket", { protocol: "WebSocket" }, "protocol"],
  ["protocol: null", { protocol: null }, "protocol"],
  ["follow: 'no'", { follow: "no" }, "follow"],
  ["from: {}", { from: {} }, "from"],
  ["from: null", { from: null }, "from"],
  ["from: a text", { from: "1" }, "from"],
  ["from: negative", { from: { version: 1, lines: -1, units: 0, newlines: 0, anchor: null } }, "from"],
  ["from: NaN", { from: { version: 1, lines: Number.NaN, units: 0, newlines: 0, anchor: null } }, "from"],
  ["timeoutMs: -1", { timeoutMs: -1 }, "timeoutMs"],
  ["timeoutMs: NaN", { timeoutMs: Number.NaN }, "timeoutMs"],
  ["retryForMs: -1", { retryForMs: -1 }, "retryForMs"],
  ["retryForMs: '5'", { retryForMs: "5" }, "retryForMs"],
  ["idleMs: -1", { idleMs: -1 }, "idleMs"],
  ["idleMs: NaN", { idleMs: Number.NaN }, "idleMs"],
];

describe.each(tails)("a tail with %s", (_, options, names) => {
  it("of Ray", async () => {
    await refused(() => drained(ray.jobs.tailLogs("a", any(options))), names);
    await refused(() => drained(ray.jobs.handle("a").logs(any(options)).batches()), names);
    const effects = Effect.scoped(
      Effect.flatMap(makeRay(adapter, rayOptions), ({ jobs }) => Stream.runDrain(jobs.tailLogs("a", any(options)))),
    );
    await refused(() => inEffect(effects), names);
  });

  it("of an agent", async () => {
    await refused(() => drained(agent.jobs.tailLogs("a", any(options))), names);
    const effects = Effect.scoped(
      Effect.flatMap(makeAgent(adapter, agentOptions), ({ jobs }) => Stream.runDrain(jobs.tailLogs("a", any(options)))),
    );
    await refused(() => inEffect(effects), names);
  });
});

const waits: ReadonlyArray<readonly [options: object, names: string]> = [
  [{ timeoutMs: -1 }, "timeoutMs"],
  [{ timeoutMs: 0 }, "timeoutMs"],
  [{ timeoutMs: Number.NaN }, "timeoutMs"],
  [{ timeoutMs: "5" }, "timeoutMs"],
  [{ timeoutMs: -1 }, "timeoutMs"],
  [{ pollIntervalMs: 0 }, "pollIntervalMs"],
  [{ pollIntervalMs: -5 }, "pollIntervalMs"],
  [{ pollIntervalMs: Number.NaN }, "pollIntervalMs"],
  [{ pollIntervalMs: Number.POSITIVE_INFINITY }, "pollIntervalMs"],
];

describe.each(waits)("a wait with %o", (options, names) => {
  it("is refused by every backend, and a stop sends nothing", async () => {
    await refused(() => ray.jobs.wait("a", any(options)), names);
    await refused(() => ray.jobs.waitAll(["a", "b"], any(options)), names);
    await refused(() => ray.jobs.handle("a").result(any(options)), names);
    await refused(() => ray.jobs.stop("a", { wait: true, ...(options as object) }), names);
    await refused(() => ray.serve.wait(undefined, any(options)), names);
    await refused(() => agent.jobs.wait("a", any(options)), names);
    await refused(() => agent.jobs.stop("a", { wait: true, ...(options as object) }), names);
    await refused(() => reasoner.jobs.wait({ reasonerType: "ML", id: "a" }, any(options)), names);
    await refused(() => reasoner.jobs.createReady("Logic", "r", { raw_code: "x" }, any(options)), names);
  });
});

const clients: ReadonlyArray<readonly [options: object, names: string]> = [
  [{ retryForMs: -1 }, "retryForMs"],
  [{ retryForMs: Number.NaN }, "retryForMs"],
  [{ pollIntervalMs: 0 }, "pollIntervalMs"],
  [{ pollIntervalMs: Number.POSITIVE_INFINITY }, "pollIntervalMs"],
  [{ pollIntervalMs: "2000" }, "pollIntervalMs"],
  [{ timeouts: { connectMs: -1 } }, "connectMs"],
  [{ timeouts: { idleMs: Number.NaN } }, "idleMs"],
  [{ timeouts: { requestMs: 0 } }, "requestMs"],
];

it.each(clients)("a client with %o is not made", async (options, names) => {
  await refused(() => createRay(adapter, { ...rayOptions, ...(options as object) }), names);
  await refused(() => createAgent(adapter, { ...agentOptions, ...(options as object) }), names);
  await refused(() => createReasoner(adapter, { ...reasonerOptions, ...(options as object) }), names);
});

it.each([[""], ["   "], ["\n\t"], [undefined], [5], [null], [["a"]], ["a\u0000"]])(
  "the entrypoint %j is refused",
  async (entrypoint) => {
    await refused(() => ray.jobs.submit({ entrypoint: any(entrypoint) }), "entrypoint");
    const effects = Effect.scoped(
      Effect.flatMap(makeRay(adapter, rayOptions), ({ jobs }) => jobs.submit({ entrypoint: any(entrypoint) })),
    );
    await refused(() => inEffect(effects), "entrypoint");
  },
);

it.each([[""], ["  "], [undefined], [5], [null]])("the action of a run %j is refused", async (action) => {
  await refused(() => agent.plugins.run("p@1", { action: any(action) }), "action");
  await refused(() => agent.plugins.runDebug({ action: any(action) }), "action");
});

it.each([
  [{ action: "a", params: [] }, "params"],
  [{ action: "a", params: { n: Number.NaN } }, "params"],
  [{ action: "a", requirements: "numpy" }, "requirements"],
  [{ action: "a", requirements: [""] }, "requirements"],
  [{ action: "a", jobId: "" }, "id"],
  [{ action: "a", jobId: "a b" }, "id"],
  [{ action: "a", jobId: 7 }, "id"],
  [{ action: "a", language: 3 }, "language"],
  [null, "run"],
])("the run %j is refused", async (run, names) => {
  await refused(() => agent.plugins.run("p@1", any(run)), names);
});

it.each([[""], [" "], [5], [null], [undefined]])("the program %j of a reasoner's job is refused", async (code) => {
  await refused(() => composePayload({ reasonerType: "Logic", database: "d", rawCode: any(code) }), "rawCode");
  if (typeof code === "string") await refused(() => reasoner.jobs.create("Logic", "r", { raw_code: code }), "raw_code");
});

it.each([[""], [undefined], [null], [5], [{}]])("the id %j is refused by every call", async (id) => {
  for (const jobs of [ray.jobs, agent.jobs]) {
    await refused(() => jobs.get(any(id)), "id");
    await refused(() => jobs.getLogs(any(id)), "id");
    await refused(() => jobs.stop(any(id)), "id");
    await refused(() => jobs.wait(any(id)), "id");
    await refused(() => jobs.waitAll(["a", any(id)]), "id");
    await refused(() => jobs.result(any(id)), "id");
    await refused(() => drained(jobs.tailLogs(any(id))), "id");
    await refused(() => jobs.handle(any(id)), "");
  }
  await refused(() => ray.jobs.delete(any(id)), "id");
  if (id !== undefined) await refused(() => ray.jobs.submit({ entrypoint: "a", submissionId: any(id) }), "id");
  await refused(() => reasoner.jobs.get({ reasonerType: "ML", id: any(id) }), "id");
  await refused(() => reasoner.jobs.wait({ reasonerType: "ML", id: any(id) }), "id");
});

it.each([["a".repeat(241)], ["\uac00".repeat(81)], ["a/b"], ["a\nb"], ["a\u0000b"], [".."], ["\ud800"], ["a{b}"]])(
  "the id %.20s of a Ray job, which has no log file of that name, is refused by every call",
  async (id) => {
    await refused(() => ray.jobs.submit({ entrypoint: "a", submissionId: id }), "id");
    await refused(() => ray.jobs.get(id), "id");
    await refused(() => ray.jobs.waitAll([id]), "id");
    await refused(() => ray.jobs.stop(id), "id");
    await refused(() => ray.jobs.delete(id), "id");
    await refused(() => drained(ray.jobs.tailLogs(id)), "id");
    await refused(() => ray.jobs.handle(id), "id");
    await refused(() => ray.jobs.handle({ kind: "jobwire/ray-job", version: 1, submissionId: id }), "id");
  },
);

it.each([[{ a: 1 }], [{ a: null }], [{ a: undefined }], [["x"]], ["x"], [null]])(
  "the metadata %j is refused",
  async (metadata) => {
    await refused(() => ray.jobs.submit({ entrypoint: "a", metadata: any(metadata) }), "metadata");
  },
);
