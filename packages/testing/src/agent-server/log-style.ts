import { pythonJson } from "../reference-ray/python-json.ts";

/**
 * The form in which an agent sends a log. No agent's own description is public, so this offers every form that the Python clients
 * understand (docs/internals/servers.md#agent-events).
 */
export interface AgentLogStyle {
  /** The plain log: its raw bytes, its text as a JSON string, or that string under `logs`. */
  readonly plain: "bytes" | "json-text" | "json-object";
  /** Whether a tail begins with the first line. If not, it begins with the line that is being written when it opens. */
  readonly replay: boolean;
  /** WebSocket messages: JSON events, or plain lines as text or binary messages. */
  readonly socket: "events" | "text" | "binary";
  /** The HTTP tail: an event stream of JSON events or of plain lines, or one JSON event or plain line a line. */
  readonly stream: "sse" | "sse-text" | "json-lines" | "plain";
  /** Whether an event reports the end of the log before the tail ends; plain lines never do. */
  readonly complete: boolean;
}

/** The form the mock agent of the recordings used. */
export const agentLogStyle: AgentLogStyle = {
  plain: "bytes",
  replay: true,
  socket: "events",
  stream: "sse",
  complete: true,
};

/** One framing: how it writes a log line and the agent's own events. */
export interface TailFraming<Piece> {
  readonly line: (line: string) => Piece;
  /** Undefined: this framing cannot express events. */
  readonly event: ((event: Readonly<Record<string, unknown>>) => Piece) | undefined;
}

/** The framings of a WebSocket tail. */
export const socketFramings: Readonly<Record<AgentLogStyle["socket"], TailFraming<string | Uint8Array>>> = {
  events: { line: (message) => pythonJson({ type: "log", message }), event: pythonJson },
  text: { line: (line) => line, event: undefined },
  binary: { line: (line) => Buffer.from(line), event: undefined },
};

/** The framings of an HTTP tail, with their content types. */
export const streamFramings: Readonly<
  Record<AgentLogStyle["stream"], TailFraming<string> & { readonly contentType: string }>
> = {
  sse: {
    contentType: "text/event-stream; charset=utf-8",
    line: (message) => `data: ${pythonJson({ type: "log", message })}\n\n`,
    event: (event) => `data: ${pythonJson(event)}\n\n`,
  },
  "sse-text": {
    contentType: "text/event-stream",
    line: (line) => `data: ${line}\n\n`,
    event: (event) => `data: ${pythonJson(event)}\n\n`,
  },
  "json-lines": {
    contentType: "application/x-ndjson",
    line: (message) => `${pythonJson({ type: "log", message })}\n`,
    event: (event) => `${pythonJson(event)}\n`,
  },
  plain: { contentType: "text/plain; charset=utf-8", line: (line) => `${line}\n`, event: undefined },
};
