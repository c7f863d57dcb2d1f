import { Buffer } from "node:buffer";
import { type Connection, ClientLeft } from "./connection.ts";

/** The head of an HTTP/1.x request. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly headers: Record<string, string>;
}

/** The client sent something other than an HTTP/1.x request; the connection cannot be used further. */
class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** The first byte of every TLS connection. */
const tlsHandshake = 0x16;
const maxHeadBytes = 1 << 16;
const maxBodyBytes = 1 << 28;

/** Reads a request head; undefined when the client ended the connection between two requests. */
export async function readHead(connection: Connection): Promise<RequestHead | undefined> {
  const head = await readUntil(connection, "\r\n\r\n", maxHeadBytes);
  if (head === undefined) return undefined;
  const [first = "", ...lines] = head.toString("latin1").split("\r\n");
  const match = /^([A-Z]+) (\S+) HTTP\/(1\.[01])$/.exec(first);
  if (match === null) throw new BadRequest(`Not a request line: ${first.slice(0, 100)}`);
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new BadRequest(`Not a header: ${line.slice(0, 100)}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { method: match[1] as string, url: match[2] as string, version: match[3] as string, headers };
}

/** Reads the whole body of a request, at most 256 MiB. */
export async function readBody(connection: Connection, head: RequestHead): Promise<Uint8Array> {
  if (/100-continue/i.test(head.headers["expect"] ?? "")) {
    await connection.write(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  if (/chunked/i.test(head.headers["transfer-encoding"] ?? "")) return readChunked(connection);
  const length = Number(head.headers["content-length"] ?? 0);
  if (!Number.isInteger(length) || length < 0) throw new BadRequest("Bad Content-Length.");
  return readExactly(connection, length);
}

async function readChunked(connection: Connection): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (true) {
    const line = await readUntil(connection, "\r\n", 1024);
    if (line === undefined) throw new ClientLeft("The client closed the connection inside a chunked body.");
    const size = Number.parseInt(line.toString("latin1"), 16);
    if (Number.isNaN(size)) throw new BadRequest("Bad chunk size.");
    total += size;
    if (total > maxBodyBytes) throw new BadRequest(`Body above ${maxBodyBytes} bytes.`);
    chunks.push(await readExactly(connection, size));
    // The last chunk is followed by trailers, which these clients never send, and an empty line.
    await readExactly(connection, 2);
    if (size === 0) return Buffer.concat(chunks);
  }
}

async function readExactly(connection: Connection, length: number): Promise<Uint8Array> {
  if (length > maxBodyBytes) throw new BadRequest(`Body above ${maxBodyBytes} bytes.`);
  const chunks: Uint8Array[] = [];
  for (let left = length; left > 0; ) {
    const chunk = await connection.read(left);
    if (chunk === undefined) throw new ClientLeft("The client closed the connection inside a request body.");
    chunks.push(chunk);
    left -= chunk.length;
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

async function readUntil(connection: Connection, mark: string, limit: number): Promise<Buffer | undefined> {
  let held: Buffer = Buffer.alloc(0);
  while (true) {
    const chunk = await connection.read();
    if (chunk === undefined) {
      if (held.length === 0) return undefined;
      throw new ClientLeft("The client closed the connection inside a request head.");
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    // Fails as a server without TLS does, instead of waiting for the end of a head that never comes.
    if (held[0] === tlsHandshake) throw new ClientLeft("The client uses TLS, but this server does not.");
    const at = held.indexOf(mark);
    if (at >= 0) {
      connection.unread(held.subarray(at + mark.length));
      return held.subarray(0, at);
    }
    if (held.length > limit) throw new BadRequest(`Request head above ${limit} bytes.`);
  }
}
