import { isRecord } from "../is-record.ts";
import { universalNewlines } from "../tail/text/newlines.ts";
import { wellFormed } from "./well-formed.ts";

const word = (): string => Math.random().toString(36).slice(2);

/**
 * A text that no server knows. It is a JSON string between two events that are parsed together: each event is one whole value
 * exactly when every second value is this one. Without it, two broken events might be one value together.
 */
const separatorValue: string = word() + word();

/** Between two events that are parsed together. */
export const eventSeparator: string = `,"${separatorValue}",`;

/** True for what the decoder of single events takes for a log event after others of the agent. */
const isLogEvent = (value: unknown): value is { readonly message: string } => {
  if (!isRecord(value) || !Object.hasOwn(value, "message") || typeof value["message"] !== "string") return false;
  const type = Object.hasOwn(value, "type") ? value["type"] : undefined;
  return type !== "complete" && type !== "error";
};

/**
 * The log text of `count` events with a separator between them, the same as of each alone: universal newlines, and one after each message
 * that has none at its end. Undefined when one of them is something else than a log event with a text. Only for a stream that has sent
 * events of the agent.
 */
export const textOfEvents = (joined: string, count: number): string | undefined => {
  let values: ReadonlyArray<unknown>;
  try {
    values = JSON.parse(`[${joined}]`) as ReadonlyArray<unknown>;
  } catch {
    return undefined;
  }
  if (values.length !== 2 * count - 1) return undefined;
  const lines: Array<string> = [];
  for (let at = 0; at < values.length; at += 2) {
    const value = values[at];
    if (!isLogEvent(value) || (at > 0 && values[at - 1] !== separatorValue)) return undefined;
    const { message } = value;
    lines.push(message.endsWith("\n") ? message.slice(0, -1) : message);
  }
  lines.push("");
  return universalNewlines(wellFormed(lines.join("\n")));
};
