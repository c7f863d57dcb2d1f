import type { ScriptedResponse, Body, Bytes, Fault, HttpResponse, SocketFrame } from "@jobwire/testing/faults";
import type { SystemSurface, Transport } from "../../case/conformance-case.ts";

const encoder = new TextEncoder();
const bytesOf = (piece: Bytes): Uint8Array => (typeof piece === "string" ? encoder.encode(piece) : piece);

/** The pieces of a body. */
const piecesOf = (body: Body = ""): Iterable<Bytes> | AsyncIterable<Bytes> =>
  typeof body === "string" || body instanceof Uint8Array ? [body] : body;

/** Collects a body that ends. */
export const wholeBody = async (body: Body | undefined): Promise<Uint8Array> => {
  const pieces: Array<Uint8Array> = [];
  for await (const piece of piecesOf(body)) pieces.push(bytesOf(piece));
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** Bytes as text, byte order mark included. */
export const bodyText = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Where `part` begins in `whole`; -1 when it does not occur. */
export const indexOfBytes = (whole: Uint8Array, part: Uint8Array): number => {
  for (let at = whole.indexOf(part[0] ?? 0); at >= 0; at = whole.indexOf(part[0] ?? 0, at + 1)) {
    if (part.every((byte, n) => whole[at + n] === byte)) return at;
  }
  return -1;
};

/** True for sources that send a growing log line by line; the others send a body that ends. */
export const isStream = (surface: SystemSurface, transport: Transport): boolean =>
  transport === "websocket" || (surface === "agent" && transport === "http");

/** The form in which a stream sends a log in one piece: Ray's socket uses universal newlines, an agent's socket has no newlines. */
export const sentBy = (surface: SystemSurface, transport: Transport, log: string): string => {
  const text = log.replace(/\r\n?/g, "\n");
  return surface === "agent" && transport === "websocket" ? text.replaceAll("\n", "") : text;
};

/** Changes the pieces of an HTTP response or the frames of a socket. */
export const everyPiece = (
  change: (piece: Bytes) => Iterable<Bytes> | AsyncIterable<Bytes>,
): Extract<Fault, { kind: "rewrite" }> => ({
  kind: "rewrite",
  rewrite: (answer: ScriptedResponse): ScriptedResponse => {
    if (answer.kind === "http") return { ...answer, body: changed(piecesOf(answer.body), change), framing: "chunked" };
    if (answer.kind === "socket") return { ...answer, frames: changedFrames(answer.frames ?? [], change) };
    return answer;
  },
});

async function* changed(
  pieces: Iterable<Bytes> | AsyncIterable<Bytes>,
  change: (piece: Bytes) => Iterable<Bytes> | AsyncIterable<Bytes>,
): AsyncGenerator<Bytes, void, undefined> {
  for await (const piece of pieces) yield* change(piece);
}

async function* changedFrames(
  frames: Iterable<SocketFrame> | AsyncIterable<SocketFrame>,
  change: (piece: Bytes) => Iterable<Bytes> | AsyncIterable<Bytes>,
): AsyncGenerator<SocketFrame, void, undefined> {
  for await (const frame of frames) {
    if (typeof frame === "string" || frame instanceof Uint8Array) yield* change(frame);
    else yield frame;
  }
}

/** Replaces the response's body and its length. */
export const withBody = (answer: HttpResponse, body: Bytes, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  kind: "http",
  status: answer.status ?? 200,
  headers: { ...answer.headers, ...headers },
  body,
});
