/** Errors lead to the program's own call. The conformance suite checks every member of every client, on each runtime. */
import { inspect } from "node:util";
import { Effect, Stream } from "effect";
import { describe, expect, it } from "vitest";
import { withCallSite } from "../../src/call-site/with-call-site.ts";
import { ConnectionFailed, createRay, isJobwireError, type JobwireError } from "../../src/index.ts";
import { makeLogTail } from "../../src/surface/log-tail.ts";
import { makeRunner } from "../../src/surface/runner.ts";
import { scriptedAdapter, type ScriptedAnswer } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const clusterOver = (answer: () => ScriptedAnswer, token?: string): ReturnType<typeof createRay> =>
  createRay(scriptedAdapter({ request: answer }).adapter, {
    address: "http://127.0.0.1:8265",
    retryForMs: 1,
    pollIntervalMs: 1,
    ...(token === undefined ? {} : { token }),
  });

const caught = async (work: () => unknown): Promise<JobwireError> => {
  try {
    await work();
  } catch (error) {
    if (isJobwireError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

const framesOf = (error: Error): ReadonlyArray<string> => (error.stack ?? "").split("\n    at ").slice(1);
const denied = (): ScriptedAnswer => ({ status: 403 });

describe("the stack of an error", () => {
  it("has only the frames of the program, the calling function first", async () => {
    const cluster = clusterOver(denied);
    async function firstCaller(): Promise<void> {
      await cluster.jobs.get("a");
    }
    const error = await caught(firstCaller);
    expect(framesOf(error)[0]).toContain("firstCaller");
    expect(error.stack).not.toMatch(/runLoop|core\/src/);
    expect(error.stack).toContain(`Forbidden: ${error.message}\n    at `);
  });

  it("is each caller's own when two waits fail with one poll", async () => {
    let asked = 0;
    const cluster = clusterOver(() => {
      asked += 1;
      return denied();
    });
    async function one(): Promise<void> {
      await cluster.jobs.wait("a");
    }
    async function other(): Promise<void> {
      await cluster.jobs.wait("b");
    }
    const [first, second] = await Promise.all([caught(one), caught(other)]);
    expect(asked).toBe(1);
    expect(first).not.toBe(second);
    expect([framesOf(first)[0], framesOf(second)[0]].map((frame) => frame?.split(" ")[0])).toEqual(["one", "other"]);
  });

  it("has the line that iterates, whoever made the tail", async () => {
    const tail = clusterOver(denied).jobs.tailLogs("a");
    async function reads(iterable: AsyncIterable<unknown>): Promise<void> {
      for await (const _ of iterable);
    }
    expect(framesOf(await caught(() => reads(tail)))[0]).toContain("reads");
    expect(framesOf(await caught(() => reads(tail.batches())))[0]).toContain("reads");
  });

  it("is captured once for an iteration, however many lines it yields", async () => {
    const captureStackTrace = Error.captureStackTrace.bind(Error);
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at}`);
    const position = { version: 1, lines: 0, units: 0, newlines: 0, anchor: null } as const;
    const batch = { lines, text: lines.map((line) => `${line}\n`).join(""), position };
    const runner = makeRunner(Effect.void, (text) => text);
    const tail = makeLogTail(Stream.make(batch, batch, batch), runner);
    let captures = 0;
    let yielded = 0;
    Error.captureStackTrace = (target, called) => {
      if (target instanceof Error && target.message === "called here") captures += 1;
      captureStackTrace(target, called);
    };
    try {
      for await (const _ of tail) yielded += 1;
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    expect([yielded, captures]).toEqual([1500, 1]);
  });

  it("has the program's frames where the engine loses the frame of the called member", async () => {
    const captureStackTrace = Error.captureStackTrace.bind(Error);
    // As Bun does now and then. Only its engine makes errors with a line.
    Error.captureStackTrace = (target) => {
      Object.defineProperty(target, "line", { value: 1 });
      Object.defineProperty(target, "stack", { value: "Error: called here", configurable: true });
    };
    const tail = clusterOver(denied).jobs.tailLogs("a");
    async function reads(): Promise<void> {
      await tail.toReadableStream().getReader().read();
    }
    const failed = caught(reads);
    Error.captureStackTrace = captureStackTrace;
    expect(framesOf(await failed)[0]).toContain("reads");
  });

  it("keeps an exception of the program's own callback, its frames first", async () => {
    const mine = new Error("mine");
    const own = mine.stack;
    const cluster = clusterOver(() => ({ json: wireJob("a", "SUCCEEDED") }));
    async function waits(): Promise<void> {
      await cluster.jobs.wait("a", {
        onChange: () => {
          throw mine;
        },
      });
    }
    await expect(waits()).rejects.toBe(mine);
    expect(mine.stack?.startsWith(own ?? "?")).toBe(true);
    expect(mine.stack).toContain("waits");
  });

  it("leads to the caller of a function that throws, and of one that rejects", async () => {
    const fails = (): number =>
      withCallSite(fails, () => {
        throw new ConnectionFailed({ message: "lost" });
      });
    const rejects = (): Promise<number> => withCallSite(rejects, () => Promise.resolve().then(fails));
    async function callsThem(call: () => unknown): Promise<void> {
      await call();
    }
    for (const call of [fails, rejects]) {
      expect(framesOf(await caught(() => callsThem(call)))[0]).toContain("callsThem");
    }
  });
});

describe("a failure as the program prints it", () => {
  it("has the URL of its docs last, whatever the token is, and nothing that is undefined", async () => {
    const error = await caught(() => clusterOver(denied, "github").jobs.get("a"));
    expect(error.message).toMatch(
      /\. See https:\/\/github\.com\/jobwire\/jobwire\/blob\/main\/docs\/errors\.md#forbidden$/,
    );
    expect(error.message.startsWith(error.shortMessage)).toBe(true);
    expect(error.shortMessage).not.toContain("https://github");
    expect(inspect(error)).not.toMatch(/undefined|runLoop|FiberImpl/);
  });

  it("shows a Jobwire error that caused it in one line", async () => {
    const cluster = clusterOver(() => ({ status: 503 }));
    const error = await caught(() => cluster.jobs.submit({ entrypoint: "x" }, { timeoutMs: 500 }));
    const cause = error.cause as JobwireError;
    expect(isJobwireError(cause)).toBe(true);
    expect(cause.stack).toBe(`${cause._tag}: ${cause.shortMessage}`);
    expect(inspect(error)).not.toMatch(/runLoop|FiberImpl/);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ cause: { _tag: cause._tag } });
  });

  it("names the job of a call, a wait and a tail that took too long", async () => {
    const cluster = clusterOver(() => ({ silence: true }));
    for (const act of [
      () => cluster.jobs.get("train-7", { timeoutMs: 20 }),
      () => cluster.jobs.wait("train-7", { timeoutMs: 20 }),
      () => cluster.jobs.handle("train-7").result({ timeoutMs: 20 }),
      async () => {
        for await (const _ of cluster.jobs.tailLogs("train-7", { timeoutMs: 20 }));
      },
    ]) {
      expect(await caught(act)).toMatchObject({ _tag: "Timeout", reason: "deadline", jobId: "train-7" });
    }
    await cluster.close();
  });
});

// The last one, since Bun goes on with a `prepareStackTrace` that was deleted.
describe("the stack of an error in a program that changes stacks", () => {
  it("is that of the error itself when the program turned captures off or formats them itself", async () => {
    const { stackTraceLimit } = Error;
    const formatted = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    const cluster = clusterOver(denied);
    try {
      Error.stackTraceLimit = 0;
      expect((await caught(() => cluster.jobs.get("a"))).stack).toMatch(/^Forbidden: /);
      Error.stackTraceLimit = stackTraceLimit;
      Error.prepareStackTrace = () => [1];
      expect((await caught(() => cluster.jobs.get("a"))).stack).toMatch(/^Forbidden: /);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      if (formatted === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
      else Object.defineProperty(Error, "prepareStackTrace", formatted);
    }
  });
});
