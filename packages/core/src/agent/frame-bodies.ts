import { maxPieceLength } from "../tail/text/frame-pieces.ts";
import type { EventTemplate } from "./event-template.ts";
import { type MessageBodies, mark, unquoted } from "./message-bodies.ts";

const encoder = new TextEncoder();
/** Keeps the byte order mark, which is a character of the log. A fatal decoder would end a tail because of one byte. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const markByte = mark.charCodeAt(0);

/** For all tails: it is full only within one call. */
let block: Uint8Array | undefined;

/** The form of a frame, as text and as UTF-8. */
export interface FrameForm extends EventTemplate {
  readonly openBytes: Uint8Array;
  readonly closeBytes: Uint8Array;
}

/** The form of frames like this template. */
export const formOf = ({ open, close }: EventTemplate): FrameForm => ({
  open,
  close,
  openBytes: encoder.encode(open),
  closeBytes: encoder.encode(close),
});

/**
 * The messages of consecutive frames from this index on, as many as have this form, are of one kind (text or binary) and fit into about
 * 64 KiB. Use them before the next call.
 */
export const bodiesOf = (
  frames: ReadonlyArray<string | Uint8Array>,
  from: number,
  form: FrameForm,
): MessageBodies & { readonly count: number } =>
  typeof frames[from] === "string" ? textBodies(frames, from, form) : binaryBodies(frames, from, form);

const textBodies = (
  frames: ReadonlyArray<string | Uint8Array>,
  from: number,
  { open, close }: FrameForm,
): MessageBodies & { readonly count: number } => {
  const bodies: Array<string> = [];
  let units = 0;
  for (let index = from; index < frames.length; index++) {
    const frame = frames[index];
    if (typeof frame !== "string" || frame.length < open.length + close.length) break;
    if (!frame.startsWith(open) || !frame.endsWith(close)) break;
    units += frame.length - open.length - close.length + 1;
    if (units > maxPieceLength) break;
    bodies.push(frame.slice(open.length, frame.length - close.length));
  }
  const count = bodies.length;
  bodies.push("");
  const marked = bodies.join(mark);
  return {
    count,
    escaped: marked.includes("\\"),
    marked: () => marked,
    unescaped: () => (unquoted(marked) === undefined ? undefined : bodies.join("\n")),
  };
};

const binaryBodies = (
  frames: ReadonlyArray<string | Uint8Array>,
  from: number,
  { openBytes, closeBytes }: FrameForm,
): MessageBodies & { readonly count: number } => {
  block ??= new Uint8Array(maxPieceLength);
  const copy = block;
  const around = openBytes.length + closeBytes.length;
  let index = from;
  let end = 0;
  for (; index < frames.length; index++) {
    const frame = frames[index];
    if (typeof frame === "string" || frame === undefined) break;
    const length = frame.length - around;
    if (length < 0 || end + length >= maxPieceLength || !hasForm(frame, openBytes, closeBytes)) break;
    copy.set(frame.subarray(openBytes.length, openBytes.length + length), end);
    end += length;
    copy[end++] = markByte;
  }
  const separated = (): string => {
    let at = 0;
    for (let frame = from; frame < index; frame++) {
      at += (frames[frame] as Uint8Array).length - around;
      copy[at++] = 10;
    }
    return utf8.decode(copy.subarray(0, end));
  };
  const marked = utf8.decode(copy.subarray(0, end));
  return {
    count: index - from,
    escaped: marked.includes("\\"),
    marked: () => marked,
    unescaped: () => (unquoted(marked) === undefined ? undefined : separated()),
  };
};

const hasForm = (frame: Uint8Array, open: Uint8Array, close: Uint8Array): boolean => {
  for (let at = 0; at < open.length; at++) if (frame[at] !== open[at]) return false;
  const start = frame.length - close.length;
  for (let at = 0; at < close.length; at++) if (frame[start + at] !== close[at]) return false;
  return true;
};
