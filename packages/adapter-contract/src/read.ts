import type {
  AdapterFault,
  AdapterResponse,
  AdapterSocket,
  EncodedFrames,
  SocketClosed,
  SocketFrames,
} from "@jobwire/core/adapter";
import { ContractBroken } from "./check.ts";

/** The readable part of a body, and the fault that ended it; no fault when it ended normally. */
export const readBody = async (
  response: AdapterResponse,
): Promise<{ readonly bytes: Uint8Array; readonly text: string; readonly fault: AdapterFault | undefined }> => {
  const chunks: Array<Uint8Array> = [];
  let fault: AdapterFault | undefined;
  try {
    for await (const chunk of response.body) chunks.push(chunk);
  } catch (error) {
    fault = error as AdapterFault;
  }
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return { bytes, text: new TextDecoder().decode(bytes), fault };
};

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** The frames of one pull, text messages as strings. */
const framesOf = (pulled: SocketFrames | EncodedFrames): ReadonlyArray<string | Uint8Array> => {
  if (pulled.frames.length === 0) throw new ContractBroken("a pull returned no frames");
  return pulled.type === "frames" ? pulled.frames : pulled.frames.map((frame) => utf8.decode(frame));
};

/** Reads all frames, and the end. */
export const drain = async (
  socket: AdapterSocket,
): Promise<{ readonly frames: ReadonlyArray<string | Uint8Array>; readonly closed: SocketClosed }> => {
  const frames: Array<string | Uint8Array> = [];
  for (;;) {
    const pulled = await socket.pull();
    if (pulled.type === "closed") return { frames, closed: pulled };
    frames.push(...framesOf(pulled));
  }
};

/** Reads frames until there are `count` of them. */
export const pullFrames = async (socket: AdapterSocket, count: number): Promise<ReadonlyArray<string | Uint8Array>> => {
  const frames: Array<string | Uint8Array> = [];
  while (frames.length < count) {
    const pulled = await socket.pull();
    if (pulled.type === "closed") throw new ContractBroken(`closed (${pulled.code}) after ${frames.length} frames`);
    frames.push(...framesOf(pulled));
  }
  return frames;
};

/** The codes that runtimes report for a lost connection. */
export const isLost = (closed: SocketClosed): boolean => closed.code === 1006 || closed.code === 0;
