import type { AgentEvent } from "./agent-event.ts";
import { type EventEnvelope, readEnvelope, unknownError } from "./event-envelope.ts";

/** More empty frames than this at the start are heartbeats, or lines that the plain log contains anyway. */
const maxPendingEmpty = 1000;

// The mark is kept: it is a character of the log. A fatal decoder would end a tail over one byte of it.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Universal newlines, the last line ended, too. */
const logText = (message: string): string => {
  const text = message.includes("\r") ? message.replace(/\r\n?/g, "\n") : message;
  return text.endsWith("\n") ? text : `${text}\n`;
};

/**
 * Decodes what one tail receives, frame by frame.
 *
 * Agents wrap log lines in events or send them bare, and no frame alone tells which: a bare empty line and a sign of life look
 * the same, and so do the agent's `complete` and a job that prints such a thing. So the decoder remembers what the stream did
 * so far; make a new one for each connection.
 */
export class FrameDecoder {
  #speaks: "unknown" | "events" | "bare" = "unknown";
  #pendingEmpty = 0;
  /** The event name of the bare lines. */
  #bareName = "message";

  /** One WebSocket message, text or binary. Binary is UTF-8 with any content; a byte that is none becomes U+FFFD. */
  frame(data: string | Uint8Array): AgentEvent {
    const text = typeof data === "string" ? data : utf8.decode(data);
    return text === "" ? this.#empty() : this.#decide(text, readEnvelope(text));
  }

  /** One event of an event stream. The names `error` and `complete` count where the data does not say otherwise. */
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
    if (other && this.#speaks === "unknown") this.#bareName = event;
    // Heartbeats often have their own event name; so may an agent's lines.
    const odd = other && event !== "message" && (this.#speaks === "events" || event !== this.#bareName);
    return odd ? this.#maybe(data, `event ${event}`) : this.#decide(data, envelope);
  }

  /** One line of an event stream that is no event: a line of the log, whatever it looks like. */
  rawLine(line: string): AgentEvent {
    return this.#bare(line);
  }

  /**
   * One line of a plain text stream: text stays text. Only `data: ` with a `complete` or `error` event is one (seen in the
   * recorded plain tails), and carries its text, since a job may print that, too.
   */
  plainLine(line: string): AgentEvent {
    this.#speaks = "bare";
    if (line === "") return this.#empty();
    const envelope = line.startsWith("data:") ? readEnvelope(line.slice(5)) : undefined;
    return envelope?.kind === "complete" || envelope?.kind === "error"
      ? this.#decide(line, envelope)
      : this.#bare(line);
  }

  #decide(text: string, envelope: EventEnvelope | undefined): AgentEvent {
    const bare = this.#speaks === "bare";
    switch (envelope?.kind) {
      case undefined:
        return this.#bare(text);
      case "log":
        // Without the agent's own type it may be the job's own JSON, if it has members of its own.
        return bare && !envelope.known && !envelope.alone ? this.#bare(text) : this.#log(envelope.message);
      case "complete":
        // Also as the first frame of all: a log whose first line looks so ended a tail while its job ran.
        return this.#speaks === "events"
          ? this.#event({ type: "complete" })
          : { type: "complete", text: logText(text) };
      case "error": {
        const { message } = envelope;
        return bare ? { type: "error", message, text: logText(text) } : this.#event({ type: "error", message });
      }
      case "other":
        return this.#maybe(text, `type ${envelope.type}`);
      case "control":
        // A job may print such a thing, too. Only among the agent's own events it is certain that it is one of them.
        return this.#speaks === "events" || (!bare && envelope.type === "connected")
          ? this.#event({ type: "nothing" })
          : this.#maybe(text, `control ${envelope.type}`, this.#takePendingEmpty());
    }
  }

  #maybe(text: string, kind: string, before = ""): AgentEvent {
    return { type: "maybe", text: before + logText(text), kind };
  }

  /** The empty lines that came before the first text. */
  #takePendingEmpty(): string {
    const count = this.#pendingEmpty > maxPendingEmpty ? 0 : this.#pendingEmpty;
    this.#pendingEmpty = 0;
    return "\n".repeat(count);
  }

  #event(event: AgentEvent): AgentEvent {
    this.#speaks = "events";
    this.#pendingEmpty = 0;
    return event;
  }

  #log(message: string): AgentEvent {
    this.#speaks = "events";
    this.#pendingEmpty = 0;
    return { type: "line", text: logText(message) };
  }

  #bare(text: string): AgentEvent {
    if (this.#speaks === "unknown") this.#speaks = "bare";
    return { type: "line", text: this.#takePendingEmpty() + logText(text) };
  }

  /** In a bare stream an empty line or a sign of life, between events the latter. Before either is known it waits. */
  #empty(): AgentEvent {
    if (this.#speaks === "bare") return this.#maybe("", "empty");
    if (this.#speaks === "unknown") this.#pendingEmpty += 1;
    return { type: "nothing" };
  }
}
