/** The recorded tails of the real Python clients: the data of a socket or a body, and how it ended. */
import { readFileSync } from "node:fs";
import { constants, gunzipSync, inflateRawSync } from "node:zlib";

interface Frame {
  readonly op: string;
  readonly len: number;
  readonly text?: string;
  readonly hex?: string;
  /** The three reserved bits; 4 is a compressed message. */
  readonly rsv?: number;
  readonly fin?: boolean;
  readonly code?: number;
  /** Bytes of a frame whose connection ended inside it. */
  readonly truncated?: number;
}

interface Recorded {
  readonly client: "sync" | "async";
  readonly method: string;
  readonly job: string;
  readonly response_head: ReadonlyArray<string>;
  readonly yielded: ReadonlyArray<string>;
  readonly error: { readonly class: string; readonly status_code: number | string; readonly detail: unknown } | null;
  readonly server_frames?: ReadonlyArray<Frame>;
  readonly response_body?: string;
  readonly response_body_b64?: string;
}

/** One recorded tail. */
export interface RecordedTail {
  /** `websocket ws-json` or `http http-sse`: both clients received the same. */
  readonly name: string;
  readonly client: "sync" | "async";
  readonly status: number;
  readonly contentType: string | undefined;
  /** Messages of a socket: text, or the bytes of a binary one. Empty for a body. */
  readonly messages: ReadonlyArray<string | Uint8Array>;
  /** The pieces of a body as they arrived (for a compressed one, the whole). Empty for a socket. */
  readonly pieces: ReadonlyArray<Uint8Array>;
  /** How the transport ended. `eof` alone is an end HTTP allows. */
  readonly end: string;
  /** The Python client's result. */
  readonly python: { readonly yielded: ReadonlyArray<string>; readonly error: Recorded["error"] };
}

const file = new URL("../../../testing/recordings/synapse/wire_tails.json", import.meta.url);
const all = JSON.parse(readFileSync(file, "utf8")) as ReadonlyArray<Recorded>;

const bytesOf = (frame: Frame): Buffer =>
  frame.hex === undefined ? Buffer.from(frame.text ?? "") : Buffer.from(frame.hex, "hex");

/** The text, or undefined for invalid UTF-8, which fails a socket's connection. */
const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** The recorder shortened long frames; the compressed recording of the same job has them whole. */
const restored = (job: string, index: number, frame: Frame): Buffer => {
  const bytes = bytesOf(frame);
  if (bytes.length === frame.len || frame.truncated !== undefined || !frame.text?.endsWith("…")) return bytes;
  const other = all.find((tail) => tail.job === job && tail.client === "async");
  const message = other === undefined ? undefined : socketOf(other).messages[index];
  const whole = Buffer.from(message ?? "");
  if (whole.length !== frame.len || !whole.toString().startsWith(frame.text.slice(0, -1)))
    throw new Error(`frame ${index} of ${job} is not recorded whole`);
  return whole;
};

const socketOf = (tail: Recorded): Pick<RecordedTail, "messages" | "end"> => {
  const messages: Array<string | Uint8Array> = [];
  // One window for the whole connection: each message is inflated behind all before it.
  let compressed = Buffer.alloc(0);
  let inflated = 0;
  let fragment: Array<Buffer> = [];
  for (const [index, frame] of (tail.server_frames ?? []).entries()) {
    if (frame.op === "close") return { messages, end: `close ${frame.code ?? 1005}` };
    if (frame.op === "ping") continue;
    if (frame.truncated !== undefined) return { messages, end: "cut inside a frame" };
    let bytes = restored(tail.job, index, frame);
    if (frame.rsv === 4 && tail.response_head.some((line) => line.includes("permessage-deflate"))) {
      compressed = Buffer.concat([compressed, bytes, Buffer.from([0, 0, 0xff, 0xff])]);
      const whole = inflateRawSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH });
      bytes = whole.subarray(inflated);
      inflated = whole.length;
    } else if (frame.rsv !== undefined && frame.rsv !== 0) return { messages, end: "reserved bits" };
    fragment.push(bytes);
    if (frame.fin === false) continue;
    bytes = Buffer.concat(fragment);
    fragment = [];
    const text = frame.op === "binary" ? bytes : utf8(bytes);
    if (text === undefined) return { messages, end: "not UTF-8" };
    messages.push(text);
  }
  return { messages, end: "dropped" };
};

const bodyOf = (tail: Recorded): Pick<RecordedTail, "pieces" | "end"> => {
  const { response_body: text = "", response_body_b64: base64 } = tail;
  const raw = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, "base64");
  const pieces: Array<Buffer> = [];
  let end = "dropped";
  for (let at = 0; at < raw.length; ) {
    const head = raw.indexOf("\r\n", at);
    const size = Number.parseInt(raw.subarray(at, head).toString(), 16);
    if (size === 0) end = "eof";
    if (size === 0) break;
    if (head + 2 + size > raw.length) end = "cut by the recorder";
    pieces.push(raw.subarray(head + 2, Math.min(head + 2 + size, raw.length)));
    at = head + 2 + size + 2;
  }
  const gzipped = tail.response_head.some((line) => /^content-encoding: gzip/i.test(line));
  return { pieces: gzipped ? [gunzipSync(Buffer.concat(pieces))] : pieces, end };
};

const tailOf = (tail: Recorded): RecordedTail => {
  const status = Number(tail.response_head[0]?.split(" ")[1]);
  const transport = tail.method === "websocket_tail_job_logs" ? "websocket" : "http";
  const contentType = tail.response_head.find((line) => /^content-type:/i.test(line))?.slice(14);
  const nothing = { messages: [], pieces: [], end: "refused" };
  const { yielded, error } = tail;
  return {
    name: `${transport} ${tail.job}`,
    client: tail.client,
    status,
    contentType,
    python: { yielded, error },
    ...nothing,
    ...(status === 101 ? socketOf(tail) : status === 200 ? bodyOf(tail) : {}),
  };
};

/** All recorded tails. */
export const recordedTails: ReadonlyArray<RecordedTail> = all.map(tailOf);
