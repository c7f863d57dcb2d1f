import { LINE_BYTES } from "./flood-text.ts";
import { frameHeader } from "./websocket-bytes.ts";

/** A log as events of equal length, one for each line, ready to be sent. */
export interface EncodedEvents {
  readonly bytes: Buffer;
  readonly eventBytes: number;
}

/** Each line of 80 bytes between a prefix and a suffix. The lines need no escape in JSON. */
const wrapLines = (text: Buffer, prefix: Buffer, suffix: Buffer): EncodedEvents => {
  const message = LINE_BYTES - 1;
  const eventBytes = prefix.length + message + suffix.length;
  const count = text.length / LINE_BYTES;
  const bytes = Buffer.allocUnsafe(count * eventBytes);
  for (let i = 0; i < count; i++) {
    const at = i * eventBytes;
    bytes.set(prefix, at);
    text.copy(bytes, at + prefix.length, i * LINE_BYTES, i * LINE_BYTES + message);
    bytes.set(suffix, at + prefix.length + message);
  }
  return { bytes, eventBytes };
};

const before = '{"type": "log", "message": "';
const after = '"}';
const complete = '{"type": "complete"}';

/** One JSON event in a text message. */
export const socketEvents = (text: Buffer): EncodedEvents => {
  const header = frameHeader(0x81, before.length + LINE_BYTES - 1 + after.length);
  return wrapLines(text, Buffer.concat([header, Buffer.from(before)]), Buffer.from(after));
};

/** One JSON event in an event of an event stream. */
export const streamEvents = (text: Buffer): EncodedEvents =>
  wrapLines(text, Buffer.from(`data: ${before}`), Buffer.from(`${after}\n\n`));

/** The message that reports the end of the log. */
export const completeMessage: Buffer = Buffer.concat([frameHeader(0x81, complete.length), Buffer.from(complete)]);

/** The event that reports the end of the log. */
export const completeEvent: Buffer = Buffer.from(`data: ${complete}\n\n`);
