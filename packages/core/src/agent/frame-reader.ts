import { learnTemplate } from "./event-template.ts";
import { bodiesOf, type FrameForm, formOf } from "./frame-bodies.ts";
import { maxPieceLength } from "../tail/text/frame-pieces.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import type { LiveMessages, LivePiece } from "./live-messages.ts";
import { logTextOf } from "./message-bodies.ts";

/** After it tried to learn a form, it reads so many frames of other forms before it tries again. */
const learnEvery = 256;

/** The message of a frame among events, when it is a plain log event. */
const messageOf = (frame: string): string | undefined => {
  const decoder = new FrameDecoder();
  decoder.frame('{"type":"log","message":""}');
  const event = decoder.frame(frame);
  return event.type === "line" ? event.text.slice(0, -1) : undefined;
};

/**
 * Reads the WebSocket messages of one tail. Log events of one form are read many at once, as one text of about 64 KiB; all others one
 * by one by the {@link FrameDecoder}, which decides alone what they mean. Both return the same text.
 */
export class FrameReader {
  readonly #decoder = new FrameDecoder();
  /** Known only after the stream has sent events. */
  #form: FrameForm | undefined;
  #untilLearning = 0;

  /** Reads the next frames in order, about 64 KiB of them at a time: their texts are made when they are wanted. */
  *read(frames: ReadonlyArray<string | Uint8Array>, into: LiveMessages): Generator<LivePiece, void> {
    let units = 0;
    for (let at = 0; at < frames.length; ) {
      const to = at + this.#readSome(frames, at, into);
      for (; at < to; at++) units += frames[at]?.length ?? 0;
      if (units < maxPieceLength && at < frames.length) continue;
      units = 0;
      yield* into.take();
    }
  }

  /** Reads the frames of one form from this index on, or one other frame. Returns the number of frames. */
  #readSome(frames: ReadonlyArray<string | Uint8Array>, from: number, into: LiveMessages): number {
    const bodies = this.#form === undefined ? undefined : bodiesOf(frames, from, this.#form);
    const count = bodies === undefined ? 0 : bodies.count;
    const lines = bodies === undefined || count < 2 ? undefined : logTextOf(bodies, () => count);
    if (lines !== undefined) into.lines(lines);
    else for (let at = from; at < from + Math.max(1, count); at++) into.event(this.#decoder.frame(frames[at] ?? ""));
    if (count === 0) this.#learn(frames[from] ?? "");
    return Math.max(1, count);
  }

  #learn(frame: string | Uint8Array): void {
    if (!this.#decoder.readsEvents || this.#untilLearning-- > 0) return;
    this.#untilLearning = learnEvery;
    const text = typeof frame === "string" ? frame : new TextDecoder("utf-8", { ignoreBOM: true }).decode(frame);
    const template = learnTemplate(text, messageOf);
    if (template !== undefined) this.#form = formOf(template);
  }
}
