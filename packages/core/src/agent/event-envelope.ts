import { memberSource } from "./member-source.ts";
import { isRecord } from "../is-record.ts";
import { wellFormed } from "./well-formed.ts";

/** The meaning of a text that is an event of the agent. */
export type EventEnvelope =
  | { readonly kind: "complete" }
  | { readonly kind: "error"; readonly message: string }
  /** `typed`: it has a `type`; `known`: the type is `log`. `alone`, unless known: it has no members besides `message` and `type`. */
  | {
      readonly kind: "log";
      readonly message: string;
      readonly typed: boolean;
      readonly known: boolean;
      readonly alone: boolean;
    }
  /** Only a type: a heartbeat, or a line that a job printed. */
  | { readonly kind: "control"; readonly type: string }
  /** An object with an unknown type and further members: an event, or a line that a job printed. */
  | { readonly kind: "other"; readonly type: string };

/** The message of an error event without a reason. */
export const unknownError = "Unknown error";

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, or nested too deeply for the engine: in both cases plain text.
    return undefined;
  }
};

/** The member `message` as text: a string as it is, any other value as it was written; undefined when absent or null. */
const messageOf = (value: Readonly<Record<string, unknown>>, text: string): string | undefined => {
  const message = Object.hasOwn(value, "message") ? value["message"] : undefined;
  if (message === undefined || message === null) return undefined;
  return wellFormed(typeof message === "string" ? message : (memberSource(text, "message") ?? ""));
};

/**
 * Reads a text as an event: a JSON object with a `message`, or with a `type` that the agent is known to use. Any other text
 * (other JSON, numbers, lists, plain words) is undefined: it is a line of the log. `{"type": "…"}` alone counts as a heartbeat;
 * with further members it is `other`.
 */
export const readEnvelope = (text: string): EventEnvelope | undefined => {
  if (text.charCodeAt(0) !== 123 && !/^[ \t\r\n]*\{/.test(text)) return undefined;
  const value = parsed(text);
  if (!isRecord(value)) return undefined;
  const type = Object.hasOwn(value, "type") ? value["type"] : undefined;
  if (type === "complete") return { kind: "complete" };
  const message = messageOf(value, text);
  // The common event first: its other members do not matter.
  if (type === "log" && message !== undefined) return { kind: "log", message, typed: true, known: true, alone: false };
  if (type === "error")
    return { kind: "error", message: message === undefined || message === "" ? unknownError : message };
  const members = Object.keys(value);
  const alone = members.every((key) => key === "type" || key === "message");
  if (message !== undefined) return { kind: "log", message, typed: typeof type === "string", known: false, alone };
  if (type === "log" || type === "connected") return { kind: "control", type };
  if (alone && members.length > 0) return { kind: "control", type: typeof type === "string" ? type : "" };
  return typeof type === "string" ? { kind: "other", type } : undefined;
};
