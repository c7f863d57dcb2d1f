import { Buffer } from "node:buffer";
import type { Connection } from "./connection.ts";

/** Frame types of RFC 6455, section 5.2. */
export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The header of an unmasked, unfragmented server frame for a payload of `length` bytes. */
export function frameHeader(code: number, length: number): Uint8Array {
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const header = Buffer.alloc(size);
  header[0] = 0x80 | code;
  if (size === 2) header[1] = length;
  else if (size === 4) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return header;
}

/** The payload of a close frame; empty for 1005, which means "no code". */
export function closePayload(code: number, reason = ""): Uint8Array {
  if (code === 1005) return new Uint8Array(0);
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code, 0);
  return Buffer.concat([payload, Buffer.from(reason, "utf8")]);
}

/** A frame the client sent, unmasked. */
export interface ClientFrame {
  readonly code: number;
  readonly last: boolean;
  readonly payload: Buffer;
}

const maxPayload = 1 << 26;

/** Reads the client's frames until it ends the connection. A frame above 64 MiB is an error. */
export async function* readFrames(connection: Connection): AsyncGenerator<ClientFrame, void, undefined> {
  let held: Buffer = Buffer.alloc(0);
  const need = async (bytes: number): Promise<boolean> => {
    const parts = [held];
    let total = held.length;
    while (total < bytes) {
      const chunk = await connection.read();
      if (chunk === undefined) return false;
      parts.push(chunk);
      total += chunk.length;
    }
    if (parts.length > 1) held = Buffer.concat(parts);
    return true;
  };
  while (await need(2)) {
    const first = held[0] as number;
    const second = held[1] as number;
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskBytes = second & 0x80 ? 4 : 0;
    const start = 2 + lengthBytes + maskBytes;
    if (!(await need(start))) return;
    const length =
      lengthBytes === 0 ? short : lengthBytes === 2 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2));
    if (length > maxPayload) throw new RangeError(`The client sent a frame of ${length} bytes.`);
    if (!(await need(start + length))) return;
    const payload = Buffer.from(held.subarray(start, start + length));
    const mask = held.subarray(start - 4, start);
    if (maskBytes > 0) for (let i = 0; i < length; i++) payload[i] = (payload[i] as number) ^ (mask[i & 3] as number);
    held = held.subarray(start + length);
    yield { code: first & 0x0f, last: (first & 0x80) !== 0, payload };
  }
}
