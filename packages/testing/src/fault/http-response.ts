import { Buffer } from "node:buffer";
import type { Body, Bytes, HttpResponse } from "./response.ts";
import type { Connection } from "./connection.ts";
import { ResponseWriter, toBytes, untilLeft } from "./response-writer.ts";
import type { RecordedRequest } from "./recorded-request.ts";

const nothing = new Uint8Array(0);
const lineEnd = Buffer.from("\r\n");

/** Sends an HTTP response. Resolves to whether the connection can serve another request; throws `CutReached` at the cut. */
export async function sendHttp(
  connection: Connection,
  request: RecordedRequest,
  answer: HttpResponse,
): Promise<boolean> {
  const status = answer.status ?? 200;
  const bodiless = request.method === "HEAD" || status === 204 || status === 304;
  const whole = isPiece(answer.body) ? toBytes(answer.body ?? "") : undefined;
  const framing = answer.framing ?? (whole === undefined ? "chunked" : "length");
  const body = framing === "length" ? (whole ?? (await gather(answer.body as Body))) : undefined;
  const claimed = answer.contentLength ?? body?.length ?? 0;
  const keep =
    framing !== "close" &&
    (bodiless || framing !== "length" || claimed === body?.length) &&
    !/close/i.test(request.headers["connection"] ?? "");

  const lines = [`HTTP/1.1 ${status} ${answer.reason ?? ""}`];
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    for (const one of typeof value === "string" ? [value] : value) lines.push(`${name}: ${one}`);
  }
  if (framing === "chunked") lines.push("transfer-encoding: chunked");
  else if (framing === "length" && status !== 204) lines.push(`content-length: ${claimed}`);
  if (!keep) lines.push("connection: close");
  await connection.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));

  const writer = new ResponseWriter(connection, answer.cut, answer.gate);
  writer.check();
  if (bodiless) return keep;
  // A body that was scripted in pieces keeps them under every framing: each waits at the gate and is one write.
  for await (const piece of untilLeft(pieces(answer.body), connection.signal)) {
    await writer.gate();
    const bytes = toBytes(piece);
    if (bytes.length === 0) continue;
    if (framing === "chunked") {
      await writer.send(Buffer.from(`${bytes.length.toString(16)}\r\n`, "latin1"), bytes, lineEnd);
    } else await writer.send(nothing, bytes, nothing);
  }
  if (framing === "chunked") await writer.finish(Buffer.from("0\r\n\r\n", "latin1"));
  return keep;
}

function isPiece(body: Body | undefined): body is Bytes | undefined {
  return body === undefined || typeof body === "string" || body instanceof Uint8Array;
}

function pieces(body: Body | undefined): Iterable<Bytes> | AsyncIterable<Bytes> {
  return isPiece(body) ? [body ?? ""] : body;
}

/** Collects a whole body. */
export async function gather(body: Body): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces(body)) all.push(toBytes(piece));
  return Buffer.concat(all);
}
