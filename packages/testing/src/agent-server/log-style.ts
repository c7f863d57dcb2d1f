import { pythonJson } from "../reference-ray/python-json.ts";

/**
 * How an agent tells a log. No agent's own description is public, so every way the Python clients understand is to
 * be had (shared facts: wire/synapse-agent.md, sections 5, 6 and 11).
 */
export interface AgentLogStyle {
  /** The plain log: its bytes as they are, or its text as a JSON text, or that under `logs`. */
  readonly plain: "bytes" | "json-text" | "json-object";
  /** Whether a tail begins with the first line. If not, it begins with the line that is being written when it is opened. */
  readonly replay: boolean;
  /** WebSocket messages: JSON events, or lines as they are, as text or as binary. */
  readonly socket: "events" | "text" | "binary";
  /** The HTTP tail: an event stream of JSON events, one of lines as they are, JSON events a line each, or lines as they are. */
  readonly stream: "sse" | "sse-text" | "json-lines" | "plain";
  /** Whether it says, as an event, that the log is complete before it ends; lines as they are never do. */
  readonly complete: boolean;
}

/** What the mock agent of the recordings did. */
export const agentLogStyle: AgentLogStyle = {
  plain: "bytes",
  replay: true,
  socket: "events",
  stream: "sse",
  complete: true,
};

/** One way of framing: what stands for a line, and for the words of the agent's own. */
export interface TailFraming<Piece> {
  readonly line: (line: string) => Piece;
  /** Undefined: this framing has no way to say it. */
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
