/** Every system refuses the same mistakes with the same error, before a request, on both surfaces. */
import { Effect, Result, Stream } from "effect";
import { afterEach, describe, expect, it } from "vitest";
import { createAgent } from "../../src/agent/create-agent.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import { isJobwireError, type JobwireError } from "../../src/errors.ts";
import { createRay } from "../../src/ray/create-ray.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { directAccess } from "../../src/reasoner/options.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

/** As a program without types might write it. */
const any = (value: unknown): never => value as never;

let requests = 0;
const seen = (): { readonly fault: "refused" } => {
  requests += 1;
  return { fault: "refused" };
};
const { adapter } = scriptedAdapter({ request: seen, socket: seen });
const ray = { address: "http://127.0.0.1:8265" };
const agent = { address: "http://127.0.0.1:8000", agentToken: "agent-token-1" };
const reasoner = { backend: directAccess({ address: "http://127.0.0.1:1", token: "token-1" }) };

type Call = (...args: ReadonlyArray<unknown>) => unknown;
type Surface = Readonly<Record<string, Call | undefined>>;
const named = { ray: "a", agent: "a", reasoner: { reasonerType: "ML", id: "a" } } as const;

const promises: Readonly<Record<keyof typeof named, Surface>> = {
  ray: any(createRay(adapter, ray).jobs),
  agent: any(createAgent(adapter, agent).jobs),
  reasoner: any(createReasoner(adapter, reasoner).jobs),
};
const effects: Readonly<Record<keyof typeof named, Effect.Effect<{ readonly jobs: unknown }, JobwireError, never>>> = {
  ray: any(makeRay(adapter, ray)),
  agent: any(makeAgent(adapter, agent)),
  reasoner: any(makeReasoner(adapter, reasoner)),
};

const failureOf = async (act: () => unknown): Promise<JobwireError> => {
  try {
    const made = act();
    if (typeof made === "object" && made !== null && Symbol.asyncIterator in made) {
      for await (const _ of made as AsyncIterable<unknown>);
    } else await made;
  } catch (error) {
    if (isJobwireError(error)) return error;
    throw error;
  }
  throw new Error("nothing failed");
};

const effectFailure = async (system: keyof typeof named, call: (jobs: Surface) => unknown): Promise<JobwireError> => {
  const outcome = await Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(effects[system], ({ jobs }) => {
        const made = call(jobs as Surface);
        return Effect.result(
          (Stream.isStream(made) ? Stream.runDrain(made) : made) as Effect.Effect<unknown, JobwireError>,
        );
      }),
    ),
  );
  if (Result.isSuccess(outcome)) throw new Error("nothing failed");
  return outcome.failure;
};

afterEach(() => {
  requests = 0;
});

const mistakes: Readonly<Record<string, (jobs: Surface, id: unknown) => unknown>> = {
  "a list for wait": ({ wait }, id) => wait?.([id]),
  "an empty list for waitAll": ({ waitAll }) => waitAll?.([]),
  "one id for waitAll": ({ waitAll }) => waitAll?.("a"),
  "a wait with a text as timeoutMs": ({ wait }, id) => wait?.(id, { timeoutMs: "x" }),
  "a waitAll with a text as timeoutMs": ({ waitAll }, id) => waitAll?.([id], { timeoutMs: "x" }),
  "a result with a negative timeoutMs": ({ result }, id) => result?.(id, { timeoutMs: -1 }),
  "a stop with a text as wait": ({ stop }, id) => stop?.(id, { wait: "yes" }),
  "a stop whose wait cannot work": ({ stop }, id) => stop?.(id, { wait: true, timeoutMs: "x" }),
  "a get with a negative timeoutMs": ({ get }, id) => get?.(id, { timeoutMs: -1 }),
  "a list with a text as timeoutMs": ({ list }) => list?.({ timeoutMs: "5" }),
  "a tail with tail: -1": ({ tailLogs }, id) => tailLogs?.(id, { tail: -1 }),
  "a tail with a wrong protocol": ({ tailLogs }, id) => tailLogs?.(id, { protocol: "foo" }),
};

describe.each(Object.entries(mistakes))("%s", (_, mistake) => {
  it("fails alike for every system, as a promise and as an Effect", async () => {
    const messages = new Set<string>();
    for (const system of ["ray", "agent", "reasoner"] as const) {
      const id = named[system];
      if (system === "reasoner" && mistake.toString().includes("tailLogs")) continue;
      for (const error of [
        await failureOf(() => mistake(promises[system], id)),
        await effectFailure(system, (jobs) => mistake(jobs, id)),
      ]) {
        expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
        messages.add(error.message);
      }
    }
    expect([...messages]).toHaveLength(1);
    expect(requests).toBe(0);
  });
});

it("a tail that cannot work throws at once", () => {
  for (const system of ["ray", "agent"] as const) {
    expect(() => promises[system]["tailLogs"]?.("a", { tail: -1 })).toThrow("tail");
  }
});

it("a signal is taken from the options only, never from another last argument", async () => {
  const { plugins, close } = createAgent(adapter, agent);
  const aborted = { action: "a", signal: AbortSignal.abort() };
  const error = await failureOf(() => plugins.run("p@1", any(aborted)));
  expect(error._tag).not.toBe("Aborted");
  await close();
});
