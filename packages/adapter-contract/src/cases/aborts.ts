import type { AdapterResponse } from "@jobwire/core/adapter";
import { holds, same } from "../check.ts";
import type { Bench, ContractCase } from "../contract-case.ts";
import type { Served } from "../rig.ts";

const reason = new Error("changed my mind");
/** The goal is 100 ms; a test fails only past this, in milliseconds. */
const promptMs = 1_000;

/** Waits until the promise settles and fails if that takes too long. */
const prompt = async <T>(promise: Promise<T>, what: string): Promise<T> => {
  const began = performance.now();
  const value = await promise;
  const took = performance.now() - began;
  holds(took < promptMs, `${what} took ${Math.round(took)} ms`);
  return value;
};

const streaming = async (
  { serve, ask }: Bench,
  ends: AbortController,
): Promise<{ served: Served; answer: AdapterResponse }> => {
  const served = await serve({ "/": { kind: "http", body: ["hello", "never"], cut: { afterBytes: 5, how: "stall" } } });
  return { served, answer: await ask(`${served.url}/`, { signal: ends.signal }) };
};
const gone = (served: Served): Promise<unknown> =>
  served.until(({ requests }) => requests.every(({ outcome }) => outcome !== "open"), "the client disconnect");

/** A request can end at any moment, at once, and leaves no connection. */
export const abortCases: ReadonlyArray<ContractCase> = [
  {
    id: "abort-before",
    holds: "a signal that aborted before sends nothing",
    run: async ({ serve, ask, faultOf }) => {
      const { url, look } = await serve({ "/": { kind: "http" } });
      const fault = await faultOf(ask(`${url}/`, { signal: AbortSignal.abort(reason) }));
      same([fault.reason, fault.cause === reason], ["aborted", true], "the fault");
      same((await look()).accepted, 0, "connections");
    },
  },
  ...["GET", "POST"].map(
    (method): ContractCase => ({
      id: `abort-before-the-head-of-${method.toLowerCase()}`,
      holds: `abort while waiting for the response to a ${method}`,
      run: async ({ serve, ask, faultOf }) => {
        const served = await serve({ "/": { kind: "none", how: "stall" } });
        const ends = new AbortController();
        const fault = faultOf(ask(`${served.url}/`, { method, signal: ends.signal }));
        await served.until(({ requests }) => requests.length === 1, "the request");
        ends.abort(reason);
        const { reason: said, cause } = await prompt(fault, "the abort");
        same([said, cause === reason], ["aborted", true], "the fault");
        await served.until(({ open }) => open === 0, "the connection close");
      },
    }),
  ),
  {
    id: "abort-while-a-pull-waits",
    holds: "abort in the body rejects the pending pull and those after it",
    run: async (bench) => {
      const ends = new AbortController();
      const { served, answer } = await streaming(bench, ends);
      const body = answer.body[Symbol.asyncIterator]();
      await body.next();
      const fault = bench.faultOf(body.next());
      ends.abort(reason);
      const { reason: said, cause } = await prompt(fault, "the abort");
      same([said, cause === reason], ["aborted", true], "the fault");
      same((await bench.faultOf(body.next())).reason, "aborted", "the fault of the next pull");
      await gone(served);
    },
  },
  {
    id: "abort-while-nothing-is-pulled",
    holds: "abort drops unread data",
    run: async (bench) => {
      const ends = new AbortController();
      const { served, answer } = await streaming(bench, ends);
      ends.abort(reason);
      await gone(served);
      same((await bench.faultOf(answer.body[Symbol.asyncIterator]().next())).reason, "aborted", "the fault");
    },
  },
  {
    id: "return-while-a-pull-waits",
    holds: "return() settles itself and the pending pull, and destroys the connection",
    run: async (bench) => {
      const ends = new AbortController();
      const { served, answer } = await streaming(bench, ends);
      const body = answer.body[Symbol.asyncIterator]();
      await body.next();
      const pulled = body.next();
      const returned = await prompt(Promise.resolve(body.return?.()), "return()");
      same([returned?.done, (await prompt(pulled, "the pull")).done], [true, true], "both");
      await gone(served);
      ends.abort();
    },
  },
  {
    id: "break",
    holds: "leaving the loop destroys the connection",
    run: async (bench) => {
      const { served, answer } = await streaming(bench, new AbortController());
      for await (const chunk of answer.body) {
        same(new TextDecoder().decode(chunk), "hello", "the piece");
        break;
      }
      await gone(served);
    },
  },
  {
    id: "abort-after-the-end",
    holds: "abort after the whole body has no effect",
    run: async ({ serve, ask }) => {
      const { url } = await serve({ "/": { kind: "http", body: "hello" } });
      const ends = new AbortController();
      const body = (await ask(`${url}/`, { signal: ends.signal })).body[Symbol.asyncIterator]();
      await body.next();
      same((await body.next()).done, true, "the end");
      ends.abort();
      same((await body.next()).done, true, "the end after the abort");
    },
  },
];
