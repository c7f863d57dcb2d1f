import { frameHeader } from "./websocket-bytes.ts";

/** A log as a series of WebSocket messages of equal length, ready to be sent. */
export interface EncodedFrames {
  readonly bytes: Buffer;
  /** Bytes of one frame, its header included. */
  readonly frameBytes: number;
  /** Bytes of log text in a frame. */
  readonly textBytes: number;
}

/** Cuts a text in text messages of `textBytes` each. The text's length must be a multiple of that. */
export const encodeFrames = (text: Buffer, textBytes: number): EncodedFrames => {
  if (text.length % textBytes !== 0) throw new RangeError(`${text.length} bytes are no multiple of ${textBytes}`);
  const header = frameHeader(0x81, textBytes);
  const frameBytes = header.length + textBytes;
  const count = text.length / textBytes;
  const bytes = Buffer.allocUnsafe(count * frameBytes);
  for (let i = 0; i < count; i++) {
    const at = i * frameBytes;
    bytes.set(header, at);
    text.copy(bytes, at + header.length, i * textBytes, (i + 1) * textBytes);
  }
  return { bytes, frameBytes, textBytes };
};
