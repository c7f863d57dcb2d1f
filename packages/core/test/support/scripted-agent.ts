import { Effect, type Scope, Stream } from "effect";
import type { AgentEffects } from "../../src/agent/effects.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import type { AgentOptions, AgentTailOptions } from "../../src/agent/types.ts";
import type { HandshakeResponse } from "../../src/adapter.ts";
import type { JobwireError } from "../../src/errors.ts";
import type { TailBatch, TailStatus } from "../../src/tail/options.ts";
import {
  type BodyStep,
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type ScriptedSocket,
  type SeenRequest,
  type SocketStep,
} from "./scripted-adapter.ts";
import { outcomeOf } from "./settled.ts";

export const baseUrl = "http://127.0.0.1:8000/agents/7";
export const jobId = "raysubmit_scripted00000000";

/** The fault of one live connection: it drops after this many of its messages, or bytes of its body. */
export interface LiveFault {
  readonly afterMessages?: number;
  readonly afterBytes?: number;
  /** A WebSocket closes with this code; a body and a WebSocket without one are cut. */
  readonly closed?: number;
  /** It stays open and silent instead. */
  readonly silent?: boolean;
  /** It stays open and repeats this. */
  readonly repeat?: string | Uint8Array;
  /** Further messages before it is dropped, as they are sent. */
  readonly further?: ReadonlyArray<string | Uint8Array>;
  /** The response to the request. */
  readonly refused?: HandshakeResponse;
  /** No response. */
  readonly unreachable?: boolean;
}

export interface AgentScript {
  /** The whole log, line by line. */
  readonly lines: ReadonlyArray<string>;
  /** Lines that exist from the start; default none. */
  readonly first?: number;
  /** Lines that the job writes while a live connection is open; default all remaining ones. */
  readonly each?: number;
  /** Live connections begin with the first line. */
  readonly replay: boolean;
  /** Default: JSON events. */
  readonly bare?: boolean;
  /** The messages of one pull of a socket, and of one piece of a body; default 1. */
  readonly together?: number;
  readonly fault?: (source: "socket" | "stream", nth: number) => LiveFault | undefined;
  /** Responds before the agent does. */
  readonly answer?: (request: SeenRequest) => ScriptedAnswer | undefined;
  /** The job's object; default one with its status. */
  readonly job?: (ended: boolean) => unknown;
  /** The agent never reports that a log is complete. */
  readonly noComplete?: boolean;
  /** The job keeps running although the log is complete. */
  readonly endless?: boolean;
}

type Sent = () => string | Uint8Array;

const encoder = new TextEncoder();

export interface ScriptedAgent {
  readonly script: ScriptedAdapter;
  /** Live connections so far. */
  readonly live: { socket: number; stream: number };
  /** The number of lines that the job has written. */
  readonly write: (lines: number) => void;
}

/** An agent in memory, with one job whose log grows by each live connection. */
export const scriptedAgent = (given: AgentScript): ScriptedAgent => {
  let written = given.first ?? 0;
  const live = { socket: 0, stream: 0 };
  const whole = (): boolean => written >= given.lines.length;

  /** The messages of one connection, each written by the job, at the latest, when it is sent; and how it ends. */
  const follow = (source: "socket" | "stream"): { messages: Array<Sent>; fault: LiveFault | undefined } => {
    const fault = given.fault?.(source, live[source]++);
    const from = given.replay ? 0 : written;
    const to = Math.min(given.lines.length, written + (given.each ?? given.lines.length));
    const messages: Array<Sent> = given.lines.slice(from, to).map((line, index) => () => {
      written = Math.max(written, from + index + 1);
      return given.bare === true ? line : JSON.stringify({ type: "log", message: line });
    });
    const ends =
      to === given.lines.length && given.noComplete !== true && given.bare !== true && given.endless !== true;
    if (ends) messages.push(() => JSON.stringify({ type: "complete" }));
    if (fault?.afterMessages !== undefined) messages.length = Math.min(messages.length, fault.afterMessages);
    messages.push(...(fault?.further ?? []).map((message) => () => message));
    return { messages, fault };
  };

  const together = <A>(messages: ReadonlyArray<A>): Array<ReadonlyArray<A>> => {
    const { together: size = 1 } = given;
    return Array.from({ length: Math.ceil(messages.length / size) }, (_, n) =>
      messages.slice(n * size, (n + 1) * size),
    );
  };

  const socket = (): ScriptedSocket => {
    const { messages, fault } = follow("socket");
    if (fault?.unreachable === true) return { fault: "refused" };
    if (fault?.refused !== undefined) return { fault: "handshake", answer: fault.refused };
    const steps: Array<SocketStep> = together(messages).map((pull) => () => ({
      frames: pull.map((message) => message()),
    }));
    if (fault === undefined && given.endless !== true) steps.push({ closed: 1000 });
    else if (fault?.repeat !== undefined) steps.push({ repeat: [fault.repeat] });
    else if (fault?.closed !== undefined) steps.push({ closed: fault.closed });
    else if (fault === undefined || fault.silent === true) steps.push({ silence: true });
    else steps.push({ cut: "reset" });
    return { steps };
  };

  const stream = (): ScriptedAnswer => {
    const { messages, fault } = follow("stream");
    if (fault?.unreachable === true) return { fault: "refused" };
    if (fault?.refused !== undefined) return { ...fault.refused, body: fault.refused.body };
    let left = fault?.afterBytes ?? Number.POSITIVE_INFINITY;
    // Each in two pieces, so that characters and line ends are torn apart.
    const body: Array<BodyStep> = together(messages).flatMap((piece): Array<() => Uint8Array> => {
      let bytes = new Uint8Array(0);
      const some = (count: number): Uint8Array => {
        const piece = bytes.slice(0, Math.min(count, left));
        bytes = bytes.slice(count);
        left -= piece.length;
        return piece;
      };
      return [
        () => {
          if (left === 0) return bytes;
          const texts = piece.map((message) => String(message()));
          bytes = encoder.encode(
            texts.map((text) => (given.bare === true ? `${text}\n` : `data: ${text}\n\n`)).join(""),
          );
          return some(bytes.length - 3);
        },
        () => some(bytes.length),
      ];
    });
    if (fault?.repeat !== undefined) body.push({ repeat: String(fault.repeat) });
    else if (fault?.silent === true || (fault === undefined && given.endless === true)) body.push({ silence: true });
    else if (fault !== undefined && fault.closed === undefined) body.push({ cut: "truncated" });
    return { headers: { "content-type": given.bare === true ? "text/plain" : "text/event-stream" }, body };
  };

  const plain = (): ScriptedAnswer => ({
    headers: { "content-type": "text/plain" },
    body: given.lines
      .slice(0, written)
      .map((line) => `${line}\n`)
      .join(""),
  });

  const script = scriptedAdapter({
    socket,
    request: (request) => {
      const answered = given.answer?.(request);
      if (answered !== undefined) return answered;
      const path = request.url.pathname.slice("/agents/7".length);
      const ended = whole() && given.endless !== true;
      if (path === `/jobs/${jobId}/`)
        return { json: given.job?.(ended) ?? { submission_id: jobId, status: ended ? "SUCCEEDED" : "RUNNING" } };
      if (path === `/jobs/${jobId}/logs/`) return plain();
      if (path === `/jobs/${jobId}/logs/stream/`) return stream();
      return { status: 404, json: { detail: "Not Found" } };
    },
  });
  const write = (count: number): void => {
    written = Math.max(written, count);
  };
  return { script, live, write };
};

/** A client of the scripted agent. */
export const agentOf = (
  agent: Pick<ScriptedAgent, "script">,
  options: Partial<AgentOptions> = {},
): Effect.Effect<AgentEffects, never, Scope.Scope> =>
  Effect.orDie(makeAgent(agent.script.adapter, { address: baseUrl, agentToken: "agent-token", ...options }));

export interface AgentTailed {
  readonly lines: ReadonlyArray<string>;
  readonly batches: ReadonlyArray<TailBatch>;
  readonly statuses: ReadonlyArray<TailStatus>;
  readonly error: JobwireError | undefined;
}

/** Runs a tail to its end while test time advances in steps. */
export const tailAgent = (
  agent: Pick<ScriptedAgent, "script">,
  own: AgentTailOptions = {},
  options: Partial<AgentOptions> = {},
  stepMs = 500,
): Effect.Effect<AgentTailed, never, Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* agentOf(agent, options);
    const batches: Array<TailBatch> = [];
    const statuses: Array<TailStatus> = [];
    const stream = client.jobs.tailLogs(jobId, { ...own, onStatus: (status) => void statuses.push(status) });
    const end = yield* outcomeOf(
      Stream.runForEach(stream, (batch) => Effect.sync(() => void batches.push(batch))),
      stepMs,
    );
    return {
      lines: batches.flatMap((batch) => [...batch.lines]),
      batches,
      statuses,
      error: end === undefined ? undefined : (end as JobwireError),
    };
  });
