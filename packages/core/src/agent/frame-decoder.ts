import { universalNewlines } from "../tail/text/newlines.ts";
import type { AgentEvent } from "./agent-event.ts";
import { type EventEnvelope, readEnvelope, unknownError } from "./event-envelope.ts";

/** More empty frames than this at the start are heartbeats, or lines that the plain log contains anyway. */
const maxPendingEmpty = 1000;

// Keeps the byte order mark, which is a character of the log. A fatal decoder would end a tail because of one byte.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Universal newlines, with a newline after the last line as well. */
const logText = (message: string): string => {
  const text = universalNewlines(message);
  return text.endsWith("\n") ? text : `${text}\n`;
};

/**
 * Decodes the frames of one tail.
 *
 * Agents wrap log lines in events or send them bare, and no single frame shows which: a bare empty line looks like a heartbeat,
 * and the agent's `complete` like a job that prints the same text. So the decoder remembers what the stream has sent so far;
 * make a new one for each connection.
 */
export class FrameDecoder {
  #mode: "unknown" | "events" | "bare" = "unknown";
  #pendingEmpty = 0;
  /** The event name of the bare lines. */
  #bareName = "message";

  /** The stream has sent events of the agent: another log event changes nothing for what follows. */
  get readsEvents(): boolean {
    return this.#mode === "events";
  }

  /** Decodes one WebSocket message, text or binary. Binary is UTF-8 with any content; an invalid byte becomes U+FFFD. */
  frame(data: string | Uint8Array): AgentEvent {
    const text = typeof data === "string" ? data : utf8.decode(data);
    return text === "" ? this.#empty() : this.#decide(text, readEnvelope(text));
  }

  /** Decodes one event of an event stream. The names `error` and `complete` count unless the data contradicts them. */
  sse(event: string, data: string): AgentEvent {
    const envelope = readEnvelope(data);
    const other = envelope === undefined || envelope.kind === "other";
    const named = other || (envelope.kind === "log" && !envelope.typed);
    if (named && event === "complete") return this.#event({ type: "complete" });
    if (named && event === "error") {
      const message = envelope?.kind === "log" ? envelope.message : data;
      return this.#event({ type: "error", message: message === "" ? unknownError : message });
    }
    const isLine = event === "message" || event === this.#bareName;
    if (data === "") return isLine ? this.#empty() : { type: "nothing" };
    if (other && this.#mode === "unknown") this.#bareName = event;
    // Heartbeats often have an event name of their own; an agent's lines may have one as well.
    const odd = other && event !== "message" && (this.#mode === "events" || event !== this.#bareName);
    return odd ? this.#maybe(data, `event ${event}`) : this.#decide(data, envelope);
  }

  /** Decodes one line of an event stream that is not an event: a line of the log, whatever it looks like. */
  rawLine(line: string): AgentEvent {
    return this.#bare(line);
  }

  /**
   * Decodes one line of a plain text stream: text stays text. Only `data: ` with a `complete` or `error` event is an event
   * (seen in the recorded plain tails), and it carries its text, since a job may print it as well.
   */
  plainLine(line: string): AgentEvent {
    this.#mode = "bare";
    if (line === "") return this.#empty();
    const envelope = line.startsWith("data:") ? readEnvelope(line.slice(5)) : undefined;
    return envelope?.kind === "complete" || envelope?.kind === "error"
      ? this.#decide(line, envelope)
      : this.#bare(line);
  }

  #decide(text: string, envelope: EventEnvelope | undefined): AgentEvent {
    const bare = this.#mode === "bare";
    switch (envelope?.kind) {
      case undefined:
        return this.#bare(text);
      case "log":
        // Without the agent's own type it may be the job's own JSON, if it has further members.
        return bare && !envelope.known && !envelope.alone ? this.#bare(text) : this.#log(envelope.message);
      case "complete":
        // Even as the very first frame: a log whose first line looked like this ended a tail while its job ran.
        return this.#mode === "events" ? this.#event({ type: "complete" }) : { type: "complete", text: logText(text) };
      case "error": {
        const { message } = envelope;
        return bare ? { type: "error", message, text: logText(text) } : this.#event({ type: "error", message });
      }
      case "other":
        return this.#maybe(text, `type ${envelope.type}`);
      case "control":
        // A job may print this as well. It is certainly an event only among the agent's own events.
        return this.#mode === "events" || (!bare && envelope.type === "connected")
          ? this.#event({ type: "nothing" })
          : this.#maybe(text, `control ${envelope.type}`, this.#takePendingEmpty());
    }
  }

  #maybe(text: string, kind: string, before = ""): AgentEvent {
    return { type: "maybe", text: before + logText(text), kind };
  }

  /** Returns the empty lines before the first text. */
  #takePendingEmpty(): string {
    const count = this.#pendingEmpty > maxPendingEmpty ? 0 : this.#pendingEmpty;
    this.#pendingEmpty = 0;
    return "\n".repeat(count);
  }

  #event(event: AgentEvent): AgentEvent {
    this.#mode = "events";
    this.#pendingEmpty = 0;
    return event;
  }

  #log(message: string): AgentEvent {
    this.#mode = "events";
    this.#pendingEmpty = 0;
    return { type: "line", text: logText(message) };
  }

  #bare(text: string): AgentEvent {
    if (this.#mode === "unknown") this.#mode = "bare";
    return { type: "line", text: this.#takePendingEmpty() + logText(text) };
  }

  /** An empty frame: a line or a heartbeat in a bare stream, a heartbeat between events; it waits until the mode is known. */
  #empty(): AgentEvent {
    if (this.#mode === "bare") return this.#maybe("", "empty");
    if (this.#mode === "unknown") this.#pendingEmpty += 1;
    return { type: "nothing" };
  }
}
