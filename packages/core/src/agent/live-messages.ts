import { type JobwireError, ServerError } from "../errors.ts";
import { excerpt, firstText } from "../http/visible-text.ts";
import type { LiveMessage } from "../tail/backend.ts";
import type { AgentEvent } from "./agent-event.ts";

/** Decoded events as the tail machine reads them: runs of lines together, and where the agent says that the tail failed, that. */
export const liveMessages = (
  label: string,
  events: ReadonlyArray<AgentEvent>,
): ReadonlyArray<LiveMessage | { readonly failed: JobwireError }> => {
  const messages: Array<LiveMessage | { readonly failed: JobwireError }> = [];
  let lines: Array<string> = [];
  const flush = (): void => {
    if (lines.length > 0) messages.push({ frames: lines });
    lines = [];
  };
  for (const event of events) {
    if (event.type === "line") lines.push(event.text);
    if (event.type === "line" || event.type === "nothing") continue;
    flush();
    if (event.text !== undefined) messages.push({ doubtful: event.text });
    else if (event.type === "complete") return [...messages, { complete: true }];
    else {
      const failed = new ServerError({
        message: `${label}: the agent ended the tail with an error: ${excerpt(event.message, 300)}`,
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
