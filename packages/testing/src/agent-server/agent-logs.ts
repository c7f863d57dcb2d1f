import type { ScriptedResponse } from "../fault/response.ts";
import { http, json, socket } from "../fault/responses.ts";
import { gather } from "../fault/http-response.ts";
import { LineSplitter } from "../r1/line-splitter.ts";
import type { AgentJob } from "./agent-job.ts";
import { type AgentLogStyle, socketFramings, streamFramings, type TailFraming } from "./log-style.ts";

const blockBytes = 1 << 16;
const newline = 0x0a;

/** The log as it is now. */
export async function plainLog(job: AgentJob, { plain }: AgentLogStyle): Promise<ScriptedResponse> {
  if (plain === "bytes") return http(wholeLog(job), { headers: { "content-type": "text/plain; charset=utf-8" } });
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await gather(wholeLog(job)));
  return json(plain === "json-text" ? text : { logs: text });
}

/** The tail over WebSocket; it closes with 1000. */
export function socketTail(job: AgentJob, style: AgentLogStyle, signal: AbortSignal): ScriptedResponse {
  return socket(tailPieces(job, socketFramings[style.socket], style, signal));
}

/** The tail over HTTP; each line is a chunk of the body. */
export function streamTail(job: AgentJob, style: AgentLogStyle, signal: AbortSignal): ScriptedResponse {
  const framing = streamFramings[style.stream];
  return http(tailPieces(job, framing, style, signal), { headers: { "content-type": framing.contentType } });
}

/**
 * A growing log as pieces of one line each. An unfinished line waits for its end while the job runs. The pieces end when the job
 * has ended and the log was read once more after that.
 */
async function* tailPieces<Piece>(
  job: AgentJob,
  framing: TailFraming<Piece>,
  style: AgentLogStyle,
  signal: AbortSignal,
): AsyncGenerator<Piece, void, undefined> {
  const lines = new LineSplitter();
  let at = style.replay ? 0 : await startOfLastLine(job);
  for (let lastLook = false; !signal.aborted; ) {
    const bytes = await job.log.read(at, blockBytes);
    at += bytes.length;
    for (const line of lines.push(bytes)) yield framing.line(line);
    if (bytes.length > 0) continue;
    if (lastLook) break;
    const change = job.log.changed(signal);
    if (job.log.length() > at) continue;
    lastLook = job.ended();
    if (!lastLook) await change;
  }
  for (const line of lines.end()) yield framing.line(line);
  if (style.complete && framing.event !== undefined) yield framing.event({ type: "complete" });
}

async function* wholeLog(job: AgentJob): AsyncGenerator<Uint8Array, void, undefined> {
  const end = job.log.length();
  for (let at = 0; at < end; ) {
    const bytes = await job.log.read(at, Math.min(end - at, blockBytes));
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}

/** Where the unfinished line begins; the end of the log if the last line is whole. */
async function startOfLastLine(job: AgentJob): Promise<number> {
  for (let end = job.log.length(); end > 0; ) {
    const start = Math.max(0, end - blockBytes);
    const bytes = (await job.log.read(start, end - start)).subarray(0, end - start);
    const found = bytes.lastIndexOf(newline);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}
