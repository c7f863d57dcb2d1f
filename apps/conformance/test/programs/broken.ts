/**
 * The client program of Node with an adapter that is broken in one way: broken.ts CONTROL_URL FLAW. The suite must find the flaw; the
 * cases and the program around it are the usual ones, and Node strips their types.
 */
import type { Adapter, AdapterRequest, AdapterResponse } from "@jobwire/core/adapter";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import * as exported from "@jobwire/node";
import { processProgram } from "../../src/program/process-program.ts";

const { agent, nodeAdapter, ray, reasoner } = exported;
const lost = "line 15\n";

/** Loses the first such line of each body. Bytes pass as Latin-1, so nothing else changes. */
async function* withoutLine(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let done = false;
  for await (const bytes of body) {
    const text = Buffer.from(bytes).toString("latin1");
    const kept: string = done ? text : text.replace(lost, "");
    done ||= kept !== text;
    yield Buffer.from(kept, "latin1");
  }
}

const without = (text: string): string => text.replaceAll("line 3", "line 4");

/** Changes a line in every source. */
async function* withoutText(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const bytes of body) yield Buffer.from(without(Buffer.from(bytes).toString("latin1")), "latin1");
}

const redirected = async (request: AdapterRequest): Promise<AdapterResponse> => {
  let answer = await nodeAdapter.request(request);
  for (let n = 0; n < 20 && answer.status >= 300 && answer.status < 400; n++) {
    const { location = "/" } = answer.headers;
    answer = await nodeAdapter.request({ ...request, url: new URL(location, request.url).href });
  }
  return answer;
};

const { openSocket } = nodeAdapter;
if (openSocket === undefined) throw new Error("Node has sockets");

/** An adapter that changes the bodies of responses and the text frames of sockets. */
const changing = (
  changeBody: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  changeFrame: (text: string) => string,
): Partial<Adapter> => ({
  request: async (request) => {
    const response = await nodeAdapter.request(request);
    return { ...response, body: changeBody(response.body) };
  },
  openSocket: async (request) => {
    const socket = await openSocket(request);
    return {
      ...socket,
      pull: async () => {
        const pulled = await socket.pull();
        if (pulled.type === "closed") return pulled;
        if (pulled.type === "encoded") {
          const texts = pulled.frames.map((frame) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(frame));
          return { type: "frames", frames: texts.map(changeFrame) };
        }
        const frames = pulled.frames.map((frame) => (typeof frame === "string" ? changeFrame(frame) : frame));
        return { ...pulled, frames };
      },
    };
  },
});

const flaws: Readonly<Record<string, Partial<Adapter>>> = {
  none: {},
  "drops-line": changing(withoutLine, (text) => text.replace(lost, "")),
  "ignores-abort": {
    request: (request) => nodeAdapter.request({ ...request, signal: new AbortController().signal }),
    openSocket: async (request) => ({
      ...(await openSocket({ ...request, signal: new AbortController().signal })),
      destroy: () => {},
    }),
  },
  "follows-redirects": { request: redirected },
  "drops-text": changing(withoutText, without),
  "hides-headers": {
    request: async (request) => {
      const answer = await nodeAdapter.request(request);
      const { "retry-after": _, "content-encoding": __, ...headers } = answer.headers;
      return { ...answer, headers };
    },
  },
  "sends-twice": {
    request: async (request) => {
      try {
        const first = await nodeAdapter.request(request);
        if (first.status < 400) return first;
        for await (const _ of first.body);
      } catch {
        // Sent again, whatever its outcome.
      }
      return nodeAdapter.request(request);
    },
  },
};

const flaw = flaws[process.argv[3] ?? ""];
const { gc } = globalThis;
if (flaw === undefined || gc === undefined) throw new Error("usage: node --expose-gc broken.ts CONTROL_URL FLAW");
const broken = { ...nodeAdapter, ...flaw };
await processProgram(
  nodeAdapter.runtime,
  {
    ray: (options) => ray(options, broken),
    agent: (options) => agent(options, broken),
    reasoner: (options) => reasoner(options, broken),
    kubernetes: (options) => kubernetes(broken, options),
    gateway: (options) => gateway(options, broken),
    exported,
  },
  gc,
);
