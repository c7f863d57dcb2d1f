/** The messages of a live tail, made one event at a time: the reference for the readers that take many at once. */
import type { AgentEvent } from "../../src/agent/agent-event.ts";
import { FrameDecoder } from "../../src/agent/frame-decoder.ts";
import { StreamDecoder } from "../../src/agent/stream-decoder.ts";
import { excerpt } from "../../src/http/visible-text.ts";

/** A message; the text of frames joined, since a reader may cut it anywhere. */
export type SingleMessage =
  | { readonly text: string }
  | { readonly maybe: string; readonly kind: string; readonly count: number }
  | { readonly doubtful: string }
  | { readonly complete: true }
  | { readonly failed: string };

/** The messages of one pull. Nothing follows a certain end. */
const messagesOf = (events: ReadonlyArray<AgentEvent>): Array<SingleMessage> => {
  const messages: Array<SingleMessage> = [];
  for (const event of events) {
    const last = messages.at(-1);
    if (event.type === "nothing") continue;
    if (event.type === "line") {
      if (last !== undefined && "text" in last) messages.splice(-1, 1, { text: last.text + event.text });
      else messages.push({ text: event.text });
    } else if (event.type === "maybe") {
      const same = last !== undefined && "maybe" in last && last.maybe === event.text && last.kind === event.kind;
      if (same) messages.splice(-1, 1, { ...last, count: last.count + 1 });
      else messages.push({ maybe: event.text, kind: event.kind, count: 1 });
    } else if (event.text !== undefined) messages.push({ doubtful: event.text });
    else {
      messages.push(event.type === "complete" ? { complete: true } : { failed: excerpt(event.message, 300) });
      break;
    }
  }
  return messages;
};

/** The messages of each pull of a socket. */
export const singleFrames = (
  pulls: ReadonlyArray<ReadonlyArray<string | Uint8Array>>,
): ReadonlyArray<ReadonlyArray<SingleMessage>> => {
  const decoder = new FrameDecoder();
  return pulls.map((frames) => messagesOf(frames.map((frame) => decoder.frame(frame))));
};

/** The messages of each piece of a body, and of its end. */
export const singleEvents = (
  contentType: string | undefined,
  pieces: ReadonlyArray<Uint8Array>,
): ReadonlyArray<ReadonlyArray<SingleMessage>> => {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const stream = new StreamDecoder(contentType, new FrameDecoder());
  return [
    ...pieces.map((bytes) => messagesOf(stream.push(utf8.decode(bytes, { stream: true })))),
    messagesOf([...stream.push(utf8.decode()), ...stream.end()]),
  ];
};
