import { type IncomingHttpHeaders, request } from "node:http";
import type { Duplex } from "node:stream";

/** One frame as received: a WebSocket library would hide pongs, close codes and frame boundaries. */
export interface RawFrame {
  /** 1 text, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface RawConversation {
  /** 101, or the status of the refusal. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body of a refusal. */
  readonly body: string;
  readonly frames: readonly RawFrame[];
}

export interface RawOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Opcodes of empty (masked) control frames to send as soon as the socket is open. */
  readonly send?: readonly number[];
  /** Called with each frame as it arrives; true ends the connection from this side. */
  readonly onFrame?: (frame: RawFrame) => boolean;
}

/** Opens a WebSocket on plain node:http and listens until the server's close frame or the end of the connection. */
export async function rawWebSocket(url: string, options: RawOptions = {}): Promise<RawConversation> {
  return await new Promise((resolve, reject) => {
    const asked = request(url.replace(/^ws/, "http"), {
      headers: {
        "user-agent": "jobwire-test",
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...options.headers,
      },
    });
    asked.once("error", reject);
    asked.once("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body, frames: [] });
      });
    });
    asked.once("upgrade", (answer, socket, head) => {
      for (const opcode of options.send ?? []) socket.write(Buffer.from([0x80 | opcode, 0x80, 1, 2, 3, 4]));
      collect(socket, head, options.onFrame ?? (() => false)).then((frames) => {
        resolve({ status: 101, headers: answer.headers, body: "", frames });
      }, reject);
    });
    asked.end();
  });
}

/** The text of all text frames. */
export function textOf(conversation: RawConversation): string {
  return framesOf(conversation).join("");
}

export function framesOf(conversation: RawConversation): readonly string[] {
  return conversation.frames.filter(({ opcode }) => opcode === 1).map(({ payload }) => payload.toString());
}

/** All frames may have arrived with the response to the upgrade, and none after it. */
async function* piecesOf(head: Buffer, socket: Duplex): AsyncGenerator<Buffer> {
  yield head;
  yield* socket as AsyncIterable<Buffer>;
}

async function collect(socket: Duplex, head: Buffer, onFrame: (frame: RawFrame) => boolean): Promise<RawFrame[]> {
  const frames: RawFrame[] = [];
  let buffered: Buffer[] = [];
  let size = 0;
  let wanted = 2;
  try {
    for await (const chunk of piecesOf(head, socket)) {
      buffered.push(chunk);
      size += chunk.length;
      if (size < wanted) continue;
      let bytes = Buffer.concat(buffered);
      for (;;) {
        const frame = parse(bytes);
        if ("wanted" in frame) {
          wanted = frame.wanted;
          break;
        }
        bytes = bytes.subarray(frame.end);
        frames.push(frame);
        if (onFrame(frame) || frame.opcode === 8) return frames;
      }
      buffered = [bytes];
      size = bytes.length;
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ECONNRESET")) throw error;
  } finally {
    socket.destroy();
  }
  return frames;
}

function parse(bytes: Buffer): (RawFrame & { readonly end: number }) | { readonly wanted: number } {
  if (bytes.length < 2) return { wanted: 2 };
  const opcode = (bytes[0] ?? 0) & 0x0f;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return { wanted: head };
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = head + length;
  if (bytes.length < end) return { wanted: end };
  return { opcode, payload: Buffer.from(bytes.subarray(head, end)), end };
}
