import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Ending, SocketResponse, SocketClose, SocketFrame } from "./response.ts";
import { ClientLeft, type Connection } from "./connection.ts";
import { CutReached, ResponseWriter, toBytes, untilLeft } from "./response-writer.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { closePayload, frameHeader, opcode, readFrames } from "./websocket-frames.ts";

const nothing = new Uint8Array(0);
const maxMessages = 10_000;

/** Accepts the upgrade, sends the frames and ends the connection. Resolves to whether the cut was reached. */
export async function sendSocket(
  connection: Connection,
  request: RecordedRequest,
  answer: SocketResponse,
): Promise<"sent" | "cut"> {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "upgrade: websocket", "connection: Upgrade"];
  lines.push(`sec-websocket-accept: ${accept}`);
  for (const [name, value] of Object.entries(answer.headers ?? {})) lines.push(`${name}: ${value}`);
  await connection.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));

  const answersControlFrames = answer.answersControlFrames ?? true;
  let failure: unknown;
  const reading = !(answer.stopReading ?? false);
  if (!reading) connection.stopReading();
  else {
    listen(connection, request, answersControlFrames).catch((error: unknown) => {
      // A protocol error of the client ends the connection here; the code below throws it, and the server records it.
      if (!(error instanceof ClientLeft)) failure = error;
      connection.destroy();
    });
  }
  const writer = new ResponseWriter(connection, answer.cut, answer.gate);
  try {
    writer.check();
    for await (const frame of untilLeft(answer.frames ?? [], connection.signal)) {
      await writer.gate();
      await sendFrame(writer, frame, answer);
    }
    await endSocket(connection, answer.end ?? { close: 1000 }, reading);
    return "sent";
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (!(error instanceof CutReached) || answer.cut === undefined) throw error;
    await endSocket(connection, answer.cut.how, reading);
    return "cut";
  }
}

/** `reading`: another caller still reads the client's frames. */
async function endSocket(connection: Connection, end: Ending | SocketClose, reading: boolean): Promise<void> {
  if (typeof end === "string") return connection.end(end, reading);
  const payload = closePayload(end.close, end.reason);
  await connection.write(Buffer.concat([frameHeader(opcode.close, payload.length), payload]));
  await connection.end("fin", reading);
}

async function sendFrame(writer: ResponseWriter, frame: SocketFrame, answer: SocketResponse): Promise<void> {
  if (typeof frame === "object" && "raw" in frame) return writer.send(nothing, frame.raw, nothing);
  if (typeof frame === "object" && "ping" in frame) {
    const ping = toBytes(frame.ping);
    // A ping is not payload of the stream: its bytes count as framing.
    return writer.send(Buffer.concat([frameHeader(opcode.ping, ping.length), ping]), nothing, nothing);
  }
  const isText = typeof frame === "string";
  const code = isText ? opcode.text : opcode.binary;
  const payload = toBytes(frame);
  const whole = answer.cut?.prefix === "frame" || typeof answer.cut?.how === "object";
  if (whole && payload.length > writer.left) {
    const part = payload.subarray(0, isText ? characterBorder(payload, writer.left) : writer.left);
    if (part.length > 0) await writer.send(frameHeader(code, part.length), part, nothing);
    throw new CutReached();
  }
  await writer.send(frameHeader(code, payload.length), payload, nothing);
}

/** The last boundary between UTF-8 characters at or before `at`. */
function characterBorder(bytes: Uint8Array, at: number): number {
  let border = at;
  while (border > 0 && ((bytes[border] ?? 0) & 0xc0) === 0x80) border -= 1;
  return border;
}

/** Records the client's frames and responds to its pings and its close frame if the script asks for it. */
async function listen(connection: Connection, request: RecordedRequest, answersControlFrames: boolean): Promise<void> {
  let parts: Buffer[] = [];
  let kind: number = opcode.text;
  for await (const { code, last, payload } of readFrames(connection)) {
    if (code === opcode.ping && answersControlFrames) {
      await connection.write(Buffer.concat([frameHeader(opcode.pong, payload.length), payload]));
    } else if (code === opcode.close) {
      const coded = payload.length >= 2;
      request.clientClose = {
        code: coded ? payload.readUInt16BE(0) : 1005,
        reason: coded ? payload.subarray(2).toString("utf8") : "",
      };
      if (!answersControlFrames) continue;
      await connection.write(Buffer.concat([frameHeader(opcode.close, payload.length), payload]));
      return connection.end("fin");
    } else if (code <= opcode.binary) {
      if (code !== opcode.continuation) {
        kind = code;
        parts = [];
      }
      parts.push(payload);
      if (!last || request.messages.length >= maxMessages) continue;
      const message = Buffer.concat(parts);
      request.messages.push(kind === opcode.text ? message.toString("utf8") : message);
    }
  }
}
