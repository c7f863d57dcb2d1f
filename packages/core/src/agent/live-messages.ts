import { type JobwireError, ServerError } from "../errors.ts";
import { excerpt, firstText } from "../http/visible-text.ts";
import type { LiveMessage } from "../tail/backend.ts";
import type { AgentEvent } from "./agent-event.ts";
import { maxPieceLength } from "../tail/text/frame-pieces.ts";

/** A message for the tail, or the agent's report that the tail failed. */
export type LivePiece = LiveMessage | { readonly failed: JobwireError };

/** Converts what one pull returned to messages for the tail: consecutive lines together, about 64 KiB in one message. */
export class LiveMessages {
  readonly #label: string;
  #messages: Array<LivePiece> = [];
  #lines: Array<string> = [];
  #units = 0;
  #maybe: { readonly maybe: string; readonly kind: string; count: number } | undefined;
  #ended = false;

  /** @param label the tail's name in errors */
  constructor(label: string) {
    this.#label = label;
  }

  /** Adds text of the log: whole lines. */
  lines(text: string): void {
    if (this.#ended) return;
    if (this.#maybe !== undefined || this.#units + text.length > maxPieceLength) this.#flush();
    this.#lines.push(text);
    this.#units += text.length;
  }

  /** Adds a decoded event. Everything after a certain `complete` or `error` is dropped. */
  event(event: AgentEvent): void {
    if (this.#ended || event.type === "nothing") return;
    if (event.type === "line") this.lines(event.text);
    else if (event.type === "maybe") this.#addMaybe(event.text, event.kind);
    else {
      this.#flush();
      if (event.text !== undefined) this.#messages.push({ doubtful: event.text });
      else {
        this.#ended = true;
        this.#messages.push(event.type === "complete" ? { complete: true } : { failed: this.#failure(event.message) });
      }
    }
  }

  /** Takes the messages so far; at least one, which may be empty. */
  take(): ReadonlyArray<LivePiece> {
    this.#flush();
    const messages = this.#messages;
    this.#messages = [];
    return messages.length === 0 ? [{ frames: [] }] : messages;
  }

  #addMaybe(text: string, kind: string): void {
    const maybe = this.#maybe;
    if (maybe?.maybe === text && maybe.kind === kind) {
      maybe.count++;
      return;
    }
    this.#flush();
    this.#maybe = { maybe: text, kind, count: 1 };
  }

  #flush(): void {
    if (this.#lines.length > 0) this.#messages.push({ frames: this.#lines });
    if (this.#maybe !== undefined) this.#messages.push(this.#maybe);
    this.#lines = [];
    this.#units = 0;
    this.#maybe = undefined;
  }

  #failure(message: string): JobwireError {
    return new ServerError({
      message: `${this.#label}: the agent ended the tail with an error: ${excerpt(message, 300)}. Follow the log again`,
      reason: "error-event",
      statusCode: 500,
      serverText: firstText(message),
    });
  }
}
