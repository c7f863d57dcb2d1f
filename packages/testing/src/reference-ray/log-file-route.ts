import type { ServerResponse } from "node:http";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Exchange } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { type LogFileRequest, type LogMedia, parseLogFileRequest } from "./log-file-request.ts";
import { logTailOffset } from "./log-tail-offset.ts";
import type { GatePass } from "./state-gate.ts";
import { writePiece } from "./write-piece.ts";

const PIECE = 64 * 1024;
/** Ray's own pattern, character class included. */
const ANSI_COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[(0-9);]+m`, "g");
const MARKER = Buffer.from("1");

/**
 * `GET /api/v0/logs/file` and `/stream`: raw bytes of the last lines, chunked. `file` ends at the end that the log had when the
 * request opened it; `stream` follows forever, even after the job's end. Both are cut inside the chunked body: `file` after its
 * `timeout`, both after the dashboard's own 300 s. A stream notices that its client has disconnected only when the log grows, and
 * keeps its slot until then.
 */
export async function logFile(exchange: Exchange, pass: GatePass, media: LogMedia | undefined): Promise<void> {
  const { cluster, request, response } = exchange;
  const wanted = parseLogFileRequest(exchange, media);
  // A real head responds to HEAD with 500 most of the time, and hangs after a few of them; this copies only the 500.
  if (request.method === "HEAD") throw new TextAnswer(500, IN_TROUBLE);
  const cut = (): void => {
    pass.releaseConnection();
    response.destroy();
  };
  const deadline = setTimeout(cut, Math.min(wanted.timeoutMs, cluster.clocks.proxyTimeoutMs));
  const file = await open(wanted.path, "r");
  try {
    const size = wanted.end ?? (await file.stat()).size;
    const from = Math.max(wanted.start, await logTailOffset(file, size, wanted.lines));
    const body = new LogBody(response, wanted, cluster.features.markerByte);
    const ended = await copy(file, from, wanted.intervalMs === undefined ? size : undefined, body, async () => {
      await sleep(wanted.intervalMs, undefined, { signal: cluster.closing });
    });
    if (ended) body.end();
  } catch (error) {
    if (!cluster.closing.aborted) throw error;
  } finally {
    clearTimeout(deadline);
    await file.close();
  }
}

/** True when it reached the end, false when the client has disconnected. */
async function copy(
  file: FileHandle,
  from: number,
  end: number | undefined,
  body: LogBody,
  pause: () => Promise<void>,
): Promise<boolean> {
  let position = from;
  for (;;) {
    const size = Math.min(PIECE, (end ?? Infinity) - position);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, position);
    if (bytesRead === 0) {
      if (end !== undefined) return true;
      await pause();
      continue;
    }
    position += bytesRead;
    if (!(await body.write(buffer.subarray(0, bytesRead)))) return false;
  }
}

/** The response head goes out with the first bytes, so a request that follows an empty log gets no response for now. */
class LogBody {
  readonly #response: ServerResponse;
  readonly #wanted: LogFileRequest;
  readonly #marker: boolean;

  constructor(response: ServerResponse, wanted: LogFileRequest, marker: boolean) {
    this.#response = response;
    this.#wanted = wanted;
    this.#marker = marker;
  }

  async write(bytes: Buffer): Promise<boolean> {
    this.#begin();
    const piece = this.#wanted.withoutAnsi
      ? Buffer.from(bytes.toString("latin1").replace(ANSI_COLOUR, ""), "latin1")
      : bytes;
    return await writePiece(this.#response, this.#marker ? Buffer.concat([MARKER, piece]) : piece);
  }

  end(): void {
    this.#begin();
    this.#response.end();
  }

  #begin(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, "OK", {
      "content-disposition": `attachment; filename="${this.#wanted.downloadName}"`,
      "content-type": "text/plain",
      "transfer-encoding": "chunked",
    });
  }
}
