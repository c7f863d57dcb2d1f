/** An option with an unknown name is refused by every function of every client, before a request, with the name that was meant. */
import { Effect, Stream } from "effect";
import { describe, expect, test } from "vitest";
import { createAgent } from "../../src/agent/create-agent.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import { isJobwireError } from "../../src/errors.ts";
import { createRay } from "../../src/ray/create-ray.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { composePayload } from "../../src/reasoner/compose-payload.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { directAccess, sql } from "../../src/reasoner/options.ts";
import { keyPair } from "../../src/snowflake/credentials.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

/** As a program without types might write it. */
const any = (value: unknown): never => value as never;

let requests = 0;
const { adapter } = scriptedAdapter({
  request: () => {
    requests += 1;
    return { fault: "refused" };
  },
});
const ray = { address: "http://127.0.0.1:8265" };
const agent = { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" };
const reasoner = { backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1" }) };

type Call = (...args: ReadonlyArray<unknown>) => unknown;

/** Members that take no options. */
const without = new Set(["redact", "close", "outcomeOf", "handle", "handleJson", "idOf"]);
/** The number of arguments before the options; 1 for all others. */
const before: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["version", "health", "clusterStatus", "activities", "diagnose", "gpuStatus", "cluster", "getPolicy"].map(
      (name) => [name, 0],
    ),
  ),
  ...Object.fromEntries(["list", "search", "summary", "timeline", "shutdown"].map((name) => [name, 0])),
  scale: 3,
  run: 2,
  "jobs.create": 3,
  createReady: 3,
};
/** A handle's functions are those of its client. */
const callsOf = (surface: object, path = ""): ReadonlyArray<readonly [name: string, call: Call, at: number]> => {
  // Ray's Serve is one; an agent's applications have names.
  const own: Readonly<Record<string, number>> = path === "serve." && "deploy" in surface ? { get: 0 } : {};
  return Object.entries(surface).flatMap(([name, member]) => {
    const whole = `${path}${name}`;
    if (typeof member === "object" && member !== null) return callsOf(member, `${whole}.`);
    if (typeof member !== "function" || without.has(name)) return [];
    return [[whole, member as Call, own[name] ?? before[whole] ?? before[name] ?? 1]];
  });
};

const failureOf = async (act: () => unknown): Promise<unknown> => {
  try {
    const made = act();
    if (Effect.isEffect(made)) return await Effect.runPromise(Effect.flip(made as Effect.Effect<unknown, unknown>));
    if (Stream.isStream(made)) {
      return await Effect.runPromise(Effect.flip(Stream.runDrain(made as Stream.Stream<unknown, unknown>)));
    }
    if (typeof made === "object" && made !== null && Symbol.asyncIterator in made) {
      for await (const _ of made as AsyncIterable<unknown>);
    } else await made;
  } catch (error) {
    if (isJobwireError(error)) return error;
    throw error;
  }
  throw new Error("nothing failed");
};

const id = { reasonerType: "ML", id: "a" };
const clients = {
  "ray()": createRay(adapter, ray),
  "agent()": createAgent(adapter, agent),
  "reasoner()": createReasoner(adapter, reasoner),
};
const effects = {
  ray: Effect.runSync(Effect.scoped(makeRay(adapter, ray))),
  agent: Effect.runSync(Effect.scoped(makeAgent(adapter, agent))),
  reasoner: Effect.runSync(Effect.scoped(makeReasoner(adapter, reasoner))),
};
const surfaces = [
  ...Object.entries(clients),
  ...Object.entries(effects).map(([name, made]) => [`${name} (Effect)`, made] as const),
];

describe.each(surfaces)("%s", (_, client) => {
  const calls = callsOf(client);
  test("has calls", () => expect(calls.length).toBeGreaterThan(10));

  test.each(calls)("%s", async (name, call, at) => {
    const args = [id, id, id].slice(0, at);
    const error = await failureOf(() => call(...args, { tiemoutMs: 1_000 }));
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    // The gateway's client and Ray's name the same operation alike; agents have two more names for a tail.
    const shown = name.replace(/tailLogs(?:WebSocket|Http)$/, "tailLogs");
    expect((error as Error).message).toContain(`unknown option "tiemoutMs" of ${shown}(); did you mean "timeoutMs"?`);
    expect(requests).toBe(0);
    if (shown !== name) return;
    const text = await failureOf(() => call(...args, "fast"));
    expect((text as Error).message).toContain(`the options of ${shown}() must be an object, not "fast"`);
    expect(requests).toBe(0);
  });
});

test.each<[string, () => unknown, string]>([
  [
    "ray",
    () => createRay(adapter, any({ ...ray, retryForMS: 1 })),
    'unknown option "retryForMS" of ray(); did you mean "retryForMs"?',
  ],
  [
    "ray, nested",
    () => createRay(adapter, any({ ...ray, timeouts: { conectMs: 1 } })),
    'unknown option "timeouts.conectMs" of ray(); did you mean "timeouts.connectMs"?',
  ],
  [
    "ray, no object",
    () => createRay(adapter, any({ ...ray, timeouts: 5 })),
    'option "timeouts" of ray() must be an object, not 5',
  ],
  [
    "ray, the adapter's",
    () => createRay(adapter, any({ ...ray, tls: { ca: "a" } })),
    'unknown option "tls" of ray(); its options are ',
  ],
  ["agent", () => createAgent(adapter, any({ ...agent, token: "a" })), 'unknown option "token" of agent(); '],
  [
    "agent, nested",
    () => createAgent(adapter, any({ ...agent, limits: { maxLine: 1 } })),
    'did you mean "limits.maxLines"?',
  ],
  [
    "reasoner",
    () => createReasoner(adapter, any({ ...reasoner, onstatus: () => {} })),
    'unknown option "onstatus" of reasoner(); did you mean "onStatus"?',
  ],
  ["directAccess", () => directAccess(any({ url: "http://127.0.0.1:1" })), 'unknown option "url" of directAccess(); '],
  [
    "directAccess, nested",
    () => directAccess(any({ snowflake: { acount: "a" } })),
    'did you mean "snowflake.account"?',
  ],
  ["sql", () => sql(any({ acount: "a" })), 'unknown option "acount" of sql(); did you mean "account"?'],
  ["keyPair", () => keyPair(any({ user: "a", privatekey: "b" })), 'did you mean "privateKey"?'],
  ["composePayload", () => composePayload(any({ rawcode: "a" })), 'did you mean "rawCode"?'],
  [
    "a limit of a tail",
    () => clients["ray()"].jobs.tailLogs("a", any({ limits: { maxLine: 1 } })),
    'unknown option "limits.maxLine" of jobs.tailLogs(); did you mean "limits.maxLines"?',
  ],
])("%s throws at once", async (_, act, message) => {
  expect(act).toThrow(message);
  expect(await failureOf(act)).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
});

test("known options without a value, unknown ones without a value and an adapter's own options pass", () => {
  createRay(adapter, any({ ...ray, retryForMs: undefined, token: undefined, timeouts: undefined, colour: undefined }));
  const own = { ...adapter, optionNames: { tls: { ca: 1 }, proxy: 1 } } as const;
  createRay(own, any({ ...ray, tls: { ca: "a" }, proxy: "environment" }));
  expect(() => createRay(own, any({ ...ray, tls: { cA: "a" } }))).toThrow('did you mean "tls.ca"?');
});

test("a name of an object's prototype is no option", () => {
  expect(() => createRay(adapter, any({ ...ray, constructor: 1 }))).toThrow('unknown option "constructor" of ray()');
});
