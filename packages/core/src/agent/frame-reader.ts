import { type EventTemplate, learnTemplate } from "./event-template.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { joinFrames, pieceBytes } from "./joined-frames.ts";
import type { LiveMessages, LivePiece } from "./live-messages.ts";
import { logTextOf } from "./message-bodies.ts";

/** The message of a frame among events, when it is a plain log event. */
const messageOf = (frame: string): string | undefined => {
  const decoder = new FrameDecoder();
  decoder.frame('{"type":"log","message":""}');
  const event = decoder.frame(frame);
  return event.type === "line" ? event.text.slice(0, -1) : undefined;
};

/** A frame that is decoded alone. */
const oneFrame = { text: "", count: 1 };

/**
 * Reads the WebSocket messages of one tail. Log events of one form are read many at once, from one text of about 64 KiB; all others
 * one by one by the {@link FrameDecoder}, which decides alone what they mean. Both give the same text.
 */
export class FrameReader {
  readonly #decoder = new FrameDecoder();
  #template: EventTemplate | undefined;

  /** Reads the next frames in order, about 64 KiB of them at a time: their texts are made when they are wanted. */
  *read(frames: ReadonlyArray<string | Uint8Array>, into: LiveMessages): Generator<LivePiece, void> {
    for (let at = 0; at < frames.length; ) {
      for (let read = 0; read < pieceBytes && at < frames.length; ) {
        const { text, count } = this.#decoder.readsEvents ? joinFrames(frames, at) : oneFrame;
        const lines = count === 1 ? undefined : this.#linesOf(text, count);
        if (lines !== undefined) into.lines(lines);
        else this.#readEach(frames, at, count, text, into);
        read += count === 1 ? (frames[at]?.length ?? 0) + 1 : text.length;
        at += count;
      }
      yield* into.take();
    }
  }

  /** The log text of frames that are all log events of one form. A new form is learned from the first of them. */
  #linesOf(text: string, count: number): string | undefined {
    const lines = this.#template === undefined ? undefined : linesOf(this.#template, text, count);
    if (lines !== undefined) return lines;
    const learned = learnTemplate(text.slice(0, text.indexOf("\n")), messageOf);
    if (learned === undefined || isSame(learned, this.#template)) return undefined;
    this.#template = learned;
    return linesOf(learned, text, count);
  }

  #readEach(
    frames: ReadonlyArray<string | Uint8Array>,
    from: number,
    count: number,
    text: string,
    into: LiveMessages,
  ): void {
    // Newlines inside of frames cannot be told from those between them.
    const texts = count === 1 ? [] : text.split("\n");
    for (let index = 0; index < count; index++) {
      const frame = texts.length === count ? texts[index] : frames[from + index];
      if (frame !== undefined) into.event(this.#decoder.frame(frame));
    }
  }
}

const isSame = (one: EventTemplate, other: EventTemplate | undefined): boolean =>
  one.open === other?.open && one.close === other.close;

/**
 * The log text of `count` frames in one text, when each of them has this form. Neither the form, which one line taught, nor the bodies of
 * JSON strings have newlines: with that number of bodies, every newline of the text is one between two frames.
 */
const linesOf = ({ open, close }: EventTemplate, text: string, count: number): string | undefined => {
  if (!text.startsWith(open) || !text.endsWith(close)) return undefined;
  return logTextOf(text.slice(open.length, text.length - close.length), `${close}\n${open}`, count);
};
