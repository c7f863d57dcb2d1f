import { adapterContract, casesFor, connectRig, runCase } from "@jobwire/adapter-contract";
import type { Adapter, AdapterResponse } from "@jobwire/core/adapter";
import { expect, inject, test } from "vitest";
import { nodeAdapter } from "../src/adapter.ts";

const rig = connectRig(inject("contractServer"));

const withBody = (response: AdapterResponse, body: AsyncIterable<Uint8Array>): AdapterResponse => ({
  ...response,
  body,
});

/** Node's adapter with one defect, and the cases that must fail. */
const broken: Readonly<Record<string, { readonly adapter: Adapter; readonly red: ReadonlyArray<string> }>> = {
  "follows redirects": {
    adapter: {
      ...nodeAdapter,
      request: async (request) => {
        const answer = await nodeAdapter.request(request);
        const { location } = answer.headers;
        return location === undefined ? answer : nodeAdapter.request({ ...request, url: location });
      },
    },
    red: ["redirects-are-answers"],
  },
  "ignores abort": {
    adapter: {
      ...nodeAdapter,
      request: (request) => nodeAdapter.request({ ...request, signal: AbortSignal.timeout(5_000) }),
    },
    red: ["abort-before", "abort-before-the-head-of-get", "abort-while-a-pull-waits"],
  },
  "drops the first piece of each body": {
    adapter: {
      ...nodeAdapter,
      request: async (request) => {
        const answer = await nodeAdapter.request(request);
        const body = answer.body[Symbol.asyncIterator]();
        let first = true;
        return withBody(answer, {
          [Symbol.asyncIterator]: () => ({
            ...body,
            next: async () => {
              if (first) await body.next();
              first = false;
              return body.next();
            },
          }),
        });
      },
    },
    red: ["errors-are-answers", "close-delimited", "pieces-as-they-come"],
  },
  "reports a cut as the end": {
    adapter: {
      ...nodeAdapter,
      request: async (request) => {
        const answer = await nodeAdapter.request(request);
        const body = answer.body[Symbol.asyncIterator]();
        return withBody(answer, {
          [Symbol.asyncIterator]: () => ({
            ...body,
            next: () => body.next().catch(() => ({ done: true as const, value: undefined })),
          }),
        });
      },
    },
    red: ["cut-chunked-by-fin", "cut-content-length-by-reset", "short-length"],
  },
  "sends no headers with a handshake": {
    adapter: {
      ...nodeAdapter,
      openSocket: (request) => nodeAdapter.openSocket!({ ...request, headers: {} }),
    },
    red: ["socket-handshake"],
  },
  "drops an empty frame": {
    adapter: {
      ...nodeAdapter,
      openSocket: async (request) => {
        const socket = await nodeAdapter.openSocket!(request);
        return {
          ...socket,
          pull: async () => {
            const pulled = await socket.pull();
            if (pulled.type === "closed") return pulled;
            if (pulled.type === "encoded")
              return { ...pulled, frames: pulled.frames.filter((frame) => frame.length > 0) };
            return { ...pulled, frames: pulled.frames.filter((frame) => frame.length > 0) };
          },
        };
      },
    },
    red: ["socket-frames"],
  },
  "has no message limit": {
    adapter: {
      ...nodeAdapter,
      openSocket: (request) => nodeAdapter.openSocket!({ ...request, maxMessageBytes: 1_000_000 }),
    },
    red: ["socket-message-limit"],
  },
};

const cells = Object.entries(broken).flatMap(([wrong, { adapter, red }]) => red.map((id) => ({ wrong, adapter, id })));

test.each(cells)("an adapter that $wrong fails $id", async ({ adapter, id }) => {
  const one = adapterContract.find((each) => each.id === id)!;
  const failed = await Promise.race([
    runCase(one, { adapter }, rig).then(
      () => "the case passed",
      () => "the case failed",
    ),
    // A case that hangs fails too, in any runner.
    new Promise((resolve) => setTimeout(resolve, 20_000, "the case failed")),
  ]);
  expect(failed).toBe("the case failed");
});

test("ids are unique, and an exception that names no case is an error", () => {
  const ids = adapterContract.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(() => casesFor({ adapter: nodeAdapter, except: { "no-such-case": "stale" } })).toThrow(/no-such-case/);
  const rest = casesFor({ adapter: nodeAdapter, except: { refused: "nothing is refused here" } });
  expect(rest).toHaveLength(ids.length - 1);
});
