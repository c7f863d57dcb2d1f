import { type JobwireError, ServerError } from "../errors.ts";
import { excerpt, firstText } from "../http/visible-text.ts";
import type { LiveMessage } from "../tail/backend.ts";
import type { AgentEvent } from "./agent-event.ts";

/** Converts decoded events to messages for the tail: consecutive lines together, and the agent's report of a failed tail. */
export const liveMessages = (
  label: string,
  events: ReadonlyArray<AgentEvent>,
): ReadonlyArray<LiveMessage | { readonly failed: JobwireError }> => {
  const messages: Array<LiveMessage | { readonly failed: JobwireError }> = [];
  let lines: Array<string> = [];
  let maybe: { readonly maybe: string; readonly kind: string; count: number } | undefined;
  const flush = (): void => {
    if (lines.length > 0) messages.push({ frames: lines });
    if (maybe !== undefined) messages.push(maybe);
    lines = [];
    maybe = undefined;
  };
  for (const event of events) {
    if (event.type === "nothing") continue;
    if (event.type === "maybe") {
      if (maybe?.maybe === event.text && maybe.kind === event.kind) {
        maybe.count++;
        continue;
      }
      flush();
      maybe = { maybe: event.text, kind: event.kind, count: 1 };
      continue;
    }
    if (event.type !== "line" || maybe !== undefined) flush();
    if (event.type === "line") {
      lines.push(event.text);
      continue;
    }
    if (event.text !== undefined) messages.push({ doubtful: event.text });
    else if (event.type === "complete") return [...messages, { complete: true }];
    else {
      const failed = new ServerError({
        message: `${label}: the agent ended the tail with an error: ${excerpt(event.message, 300)}. Follow the log again`,
        reason: "error-event",
        statusCode: 500,
        serverText: firstText(event.message),
      });
      return [...messages, { failed }];
    }
  }
  flush();
  return messages.length === 0 ? [{ frames: [] }] : messages;
};
