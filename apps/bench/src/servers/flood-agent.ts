import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { completeEvent, completeMessage, type EncodedEvents, socketEvents, streamEvents } from "./encoded-events.ts";
import { parseFloodId } from "./flood-id.ts";
import { makeLogCache } from "./flood-logs.ts";
import { type FloodServer, sendJson, startFloodServer } from "./flood-server.ts";
import { LINE_BYTES } from "./flood-text.ts";
import { sendBytes } from "./send-bytes.ts";
import { acceptUpgrade, closeSocket } from "./websocket-bytes.ts";

/** A flooded job as the server knows it. */
interface FloodState {
  readonly lines: number;
  /** Lines of the plain log so far. It never has less than a tail has sent. */
  written: number;
  ended: boolean;
}

const started = Date.now();
const jobPath = /^\/jobs\/([^/]+)\/(logs\/(?:stream\/)?)?$/;

/** A job with the fields of the recorded mock agent's jobs. */
const agentJobObject = (id: string, ended: boolean): Readonly<Record<string, unknown>> => ({
  type: "SUBMISSION",
  job_id: null,
  submission_id: id,
  status: ended ? "SUCCEEDED" : "RUNNING",
  entrypoint: "python flood.py",
  message: ended ? "Job finished successfully." : "Job is currently running.",
  error_type: null,
  start_time: started,
  end_time: ended ? started + 1_000 : null,
  metadata: {},
  runtime_env: {},
  driver_exit_code: ended ? 0 : null,
});

/**
 * A server with the part of a Synapse Agent that a tail needs. A job's id has its size (flood-id.ts), and its shape is `lines`. A job that
 * runs begins to write when its tail opens, and succeeds when the tail has taken everything.
 */
export const startFloodAgent = (): Promise<FloodServer> => {
  const socketLog = makeLogCache(socketEvents);
  const streamLog = makeLogCache(streamEvents);
  const plainLog = makeLogCache(() => undefined);
  const states = new Map<string, FloodState>();

  const stateOf = (id: string): FloodState | undefined => {
    const known = states.get(id);
    const job = known === undefined ? parseFloodId(id) : undefined;
    if (job === undefined || job.shape !== "lines") return known;
    const state = { lines: job.size, written: job.finished ? job.size : 0, ended: job.finished };
    states.set(id, state);
    return state;
  };

  /** Sends the events of a job, and its end. */
  const flood = async (to: Duplex | ServerResponse, state: FloodState, events: EncodedEvents, complete: Buffer) => {
    const before = (end: number): void => {
      state.written = Math.max(state.written, end / events.eventBytes);
    };
    const bytes = events.bytes.subarray(0, state.lines * events.eventBytes);
    if (!(await sendBytes(to, bytes, { unit: events.eventBytes, before }))) return false;
    state.ended = true;
    to.write(complete);
    return true;
  };

  const request = async (url: URL, response: ServerResponse, { method }: IncomingMessage): Promise<void> => {
    const [, id, logs] = method === "GET" ? (jobPath.exec(url.pathname) ?? []) : [];
    if (id === undefined) {
      if (url.pathname === "/health/") return sendJson(response, { status: "ok" });
      return sendJson(response, { detail: "Not Found" }, 404);
    }
    const state = stateOf(decodeURIComponent(id));
    if (state === undefined) return sendJson(response, { detail: `Job ${id} not found` }, 404);
    if (logs === undefined) return sendJson(response, agentJobObject(id, state.ended));
    if (logs === "logs/") {
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
      const { text } = plainLog("lines", state.lines);
      if (await sendBytes(response, text.subarray(0, state.written * LINE_BYTES))) response.end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    if (await flood(response, state, streamLog("lines", state.lines).encoded, completeEvent)) response.end();
  };

  const upgrade = async (url: URL, socket: Duplex, incoming: IncomingMessage): Promise<void> => {
    const [, id, logs] = jobPath.exec(url.pathname) ?? [];
    const state = id === undefined || logs !== "logs/" ? undefined : stateOf(id);
    if (state === undefined) return void socket.destroy();
    const { encoded } = socketLog("lines", state.lines);
    acceptUpgrade(incoming, socket);
    if (await flood(socket, state, encoded, completeMessage)) closeSocket(socket);
  };

  return startFloodServer({ request, upgrade });
};
