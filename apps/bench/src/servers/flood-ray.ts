import type { Duplex } from "node:stream";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type EncodedFrames, encodeFrames } from "./encoded-frames.ts";
import { type FloodJob, type FloodShape, parseFloodId } from "./flood-id.ts";
import { makeLogCache } from "./flood-logs.ts";
import { type FloodServer, sendJson, sendText, startFloodServer } from "./flood-server.ts";
import { LINE_BYTES, lastLinesOffset, lineBytesOf } from "./flood-text.ts";
import { rayJobObject, rayNodes, rayVersion } from "./ray-job-object.ts";
import { sendBytes } from "./send-bytes.ts";
import { acceptUpgrade, closeSocket } from "./websocket-bytes.ts";

/** Text bytes of a message. Ray sends no message above 4 MiB, so one long line has no tail by socket. */
const frameText: Readonly<Record<Exclude<FloodShape, "long">, number>> = { lines: 10 * LINE_BYTES, tiny: 4, empty: 10 };

/** A flooded job as the server knows it. */
interface FloodState {
  readonly job: FloodJob;
  /** Bytes of the log file so far. It never has less than a socket has sent. */
  written: number;
  ended: boolean;
}

const jobsPath = /^\/api\/jobs\/([^/]+)(\/logs(?:\/tail)?)?$/;
const fileName = /^job-driver-(.+)\.log$/;

/**
 * A server with the part of Ray's dashboard that a tail needs. A job's id has its size (flood-id.ts). A job that runs begins to write when
 * its tail's socket opens, and succeeds when the socket has taken everything.
 *
 * @param listed jobs of the list
 */
export const startFloodRay = (listed = 0): Promise<FloodServer> => {
  const logOf = makeLogCache<EncodedFrames | undefined>((text, shape) =>
    shape === "long" ? undefined : encodeFrames(text, frameText[shape]),
  );
  const states = new Map<string, FloodState>();
  const bytesOf = ({ shape, size }: FloodJob): number => (shape === "long" ? size : size * lineBytesOf(shape, size));

  const stateOf = (id: string): FloodState | undefined => {
    const known = states.get(id);
    const job = known === undefined ? parseFloodId(id) : undefined;
    if (job === undefined) return known;
    const first = job.shape === "long" ? 0 : frameText[job.shape];
    const state = { job, written: job.finished ? bytesOf(job) : first, ended: job.finished };
    states.set(id, state);
    return state;
  };

  const list = (): ReadonlyArray<unknown> =>
    Array.from({ length: listed }, (_, i) => rayJobObject(`raysubmit_${String(i).padStart(16, "0")}`, i % 2 === 0));

  const file = async (url: URL, response: ServerResponse): Promise<void> => {
    const id = url.searchParams.get("submission_id") ?? fileName.exec(url.searchParams.get("filename") ?? "")?.[1];
    const state = id === undefined ? undefined : stateOf(id);
    if (state === undefined) return sendText(response, 500, "A file is not found at: /tmp/ray");
    const { shape, size } = state.job;
    const lines = Number(url.searchParams.get("lines") ?? 1_000);
    const { text } = logOf(shape, size);
    const end = state.written;
    const from = lastLinesOffset(lineBytesOf(shape, size), end, lines === 0 ? 1_000 : lines);
    response.writeHead(200, {
      "content-disposition": 'attachment; filename="file.txt"',
      "content-type": "text/plain",
      "transfer-encoding": "chunked",
    });
    if (await sendBytes(response, text.subarray(from, end))) response.end();
  };

  const request = async (url: URL, response: ServerResponse, { method }: IncomingMessage): Promise<void> => {
    // A real dashboard responds so to most of them.
    if (method === "HEAD") return sendText(response, 500, "");
    if (url.pathname === "/api/version") return sendJson(response, rayVersion);
    if (url.pathname === "/api/v0/nodes") return sendJson(response, rayNodes);
    if (url.pathname === "/api/v0/logs/file") return await file(url, response);
    if (url.pathname === "/api/jobs/") return sendJson(response, list());
    const [, id, logs] = jobsPath.exec(url.pathname) ?? [];
    if (id === undefined) return sendText(response, 404, "404: Not Found");
    const state = stateOf(decodeURIComponent(id));
    if (state === undefined) return sendText(response, 404, `Job ${id} does not exist`);
    if (logs === undefined) return sendJson(response, rayJobObject(id, state.ended));
    const { text } = logOf(state.job.shape, state.job.size);
    sendJson(response, { logs: text.toString("latin1", 0, state.written) });
  };

  const upgrade = async (url: URL, socket: Duplex, incoming: IncomingMessage): Promise<void> => {
    const id = jobsPath.exec(url.pathname)?.[1];
    const state = id === undefined ? undefined : stateOf(id);
    if (state === undefined) return void socket.destroy();
    const { shape, size } = state.job;
    const frames = logOf(shape, size).encoded;
    acceptUpgrade(incoming, socket);
    if (frames === undefined) return closeSocket(socket);
    const textBytes = bytesOf(state.job);
    const wire = frames.bytes.subarray(0, (textBytes / frames.textBytes) * frames.frameBytes);
    const before = (end: number): void => {
      state.written = Math.max(state.written, (end / frames.frameBytes) * frames.textBytes);
    };
    if (!(await sendBytes(socket, wire, { unit: frames.frameBytes, before }))) return;
    state.ended = true;
    closeSocket(socket);
  };

  return startFloodServer({ request, upgrade });
};
