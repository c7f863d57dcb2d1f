import { type EventTemplate, learnTemplate } from "./event-template.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { maxPieceLength } from "../tail/text/frame-pieces.ts";
import type { LiveMessages, LivePiece } from "./live-messages.ts";
import { logTextOf, mark, unquoted } from "./message-bodies.ts";
import { StreamDecoder, type StreamFraming } from "./stream-decoder.ts";

/** Framings whose log events can be read many at once: a content type, a log event, and the ends that an event may have. */
const framings = {
  sse: {
    contentType: "text/event-stream",
    event: 'data: {"type":"log","message":""}\n\n',
    ends: ["\n\n", "\r\n\r\n"],
  },
  "json-lines": { contentType: "application/x-ndjson", event: '{"type":"log","message":""}\n', ends: ["\n"] },
} as const;

type Framing = keyof typeof framings;

const isFraming = (framing: StreamFraming | undefined): framing is Framing =>
  framing !== undefined && framing !== "plain";

/** The message of one event of a stream of events, with its end, when it is a plain log event. */
const messageIn =
  (framing: Framing) =>
  (text: string): string | undefined => {
    const { contentType, event } = framings[framing];
    const stream = new StreamDecoder(contentType, new FrameDecoder());
    stream.push(event);
    const [decoded, more] = stream.push(text);
    return decoded?.type === "line" && more === undefined ? decoded.text.slice(0, -1) : undefined;
  };

/** The index after the first event from an index on; undefined when it is incomplete. */
const endOfEvent = (framing: Framing, text: string, from: number): number | undefined => {
  let end: number | undefined;
  for (const mark of framings[framing].ends) {
    // Not after the end that was found: a text of 64 KiB may have none of the other ends.
    const found = text.slice(from, end).indexOf(mark);
    if (found !== -1) end = from + found + mark.length;
  }
  return end;
};

/** The last lines of a piece among which its last event ends. */
const maxLastLines = 8;

/** Where to cut bytes at or before `to`: after an empty line, which may end an event, if there is one near. */
const cutAt = (bytes: Uint8Array, from: number, to: number): number => {
  if (to >= bytes.length) return bytes.length;
  let newline = bytes.lastIndexOf(10, to - 1);
  for (let lines = 0; lines < maxLastLines && newline > from; lines++) {
    if (bytes[bytes[newline - 1] === 13 ? newline - 2 : newline - 1] === 10) return newline + 1;
    newline = bytes.lastIndexOf(10, newline - 1);
  }
  return to;
};

/**
 * Reads the body of one HTTP tail. Log events of one form are read many at once; all others, and those that two pieces share, by the
 * {@link StreamDecoder}, which decides alone what they mean. Both return the same text.
 */
export class StreamReader {
  readonly #decoder = new FrameDecoder();
  readonly #stream: StreamDecoder;
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #template: EventTemplate | undefined;

  constructor(contentType: string | null | undefined) {
    this.#stream = new StreamDecoder(contentType, this.#decoder);
  }

  /** Reads the next bytes, about 64 KiB of them at a time. Throws `EventTooLong`. */
  *read(bytes: Uint8Array, into: LiveMessages): Generator<LivePiece, void> {
    for (let at = 0; at < bytes.length; ) {
      const end = cutAt(bytes, at, at + maxPieceLength);
      this.#read(this.#utf8.decode(bytes.subarray(at, end), { stream: true }), into);
      at = end;
      yield* into.take();
    }
  }

  /** Call it when the body ended properly (not when it was cut): an unfinished plain line then counts as a line. */
  end(into: LiveMessages): ReadonlyArray<LivePiece> {
    this.#read(this.#utf8.decode(), into);
    for (const event of this.#stream.end()) into.event(event);
    return into.take();
  }

  #read(text: string, into: LiveMessages): void {
    let at = 0;
    if (!this.#isBetweenEvents) {
      // The rest of an event that began in another piece, or the first one, which shows that the agent sends events.
      const { framing } = this.#stream;
      at = endOfEvent(isFraming(framing) ? framing : "sse", text, 0) ?? text.length;
      this.#readEach(text.slice(0, at), into);
    }
    if (at < text.length && this.#isBetweenEvents) at = this.#readTogether(text, at, into);
    if (at < text.length) this.#readEach(text.slice(at), into);
  }

  /** The next text is an event among events. */
  get #isBetweenEvents(): boolean {
    return this.#stream.betweenEvents && this.#decoder.readsEvents;
  }

  #readEach(text: string, into: LiveMessages): void {
    for (const event of this.#stream.push(text)) into.event(event);
  }

  /** Reads the whole events of a text together, if all are log events of one form. Returns the index after them. */
  #readTogether(text: string, from: number, into: LiveMessages): number {
    const { framing } = this.#stream;
    if (!isFraming(framing)) return from;
    let read = this.#template === undefined ? undefined : eventsOf(this.#template, text, from);
    if (read === undefined) {
      const end = endOfEvent(framing, text, from);
      const learned = end === undefined ? undefined : learnTemplate(text.slice(from, end), messageIn(framing));
      if (learned === undefined) return from;
      this.#template = learned;
      read = eventsOf(learned, text, from);
    }
    if (read === undefined) return from;
    into.lines(read.lines);
    return read.end;
  }
}

/** The log text of the whole events from an index on, when each of them has this form, and the index after them. */
const eventsOf = (
  { open, close }: EventTemplate,
  text: string,
  from: number,
): { readonly lines: string; readonly end: number } | undefined => {
  const start = from + open.length;
  const end = text.lastIndexOf(close);
  if (end < start || !text.startsWith(open, from)) return undefined;
  const bodies = text.slice(start, end);
  const between = close + open;
  const lines = logTextOf(
    {
      escaped: bodies.includes("\\"),
      marked: () => bodies.replaceAll(between, mark) + mark,
      // As escaped newlines: an unescaped one in a message is still an error.
      unescaped: () => unquoted(`${bodies.replaceAll(between, "\\n")}\\n`),
    },
    () => bodies.split(between).length,
  );
  return lines === undefined ? undefined : { lines, end: end + close.length };
};
