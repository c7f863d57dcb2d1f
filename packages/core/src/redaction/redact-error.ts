import { isAdapterFault } from "../adapter.ts";
import { isJobwireError } from "../errors.ts";
import { redactData } from "./redact-data.ts";

type Redact = (text: string) => string;

/** Bounds of the search in a cause; a larger cause is replaced. */
const max = { depth: 8, parts: 1000, bytes: 64 * 1024 } as const;

/** Redacts the error and its causes in place, since callers hold the error itself; any other value is redacted like a cause. */
export const redactError = <E>(error: E, redact: Redact): E => cleaned(error, redact, 0) as E;

const cleaned = (error: unknown, redact: Redact, depth: number): unknown => {
  if (depth > max.depth) return undefined;
  if (isJobwireError(error) || isAdapterFault(error)) {
    cleanJobwireError(error, redact, depth);
    return error;
  }
  return cleanCause(error, redact, depth);
};

const replace = (target: object, name: PropertyKey, value: unknown): void => {
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true });
};

/** Jobwire's own error: every own property may be replaced. */
const cleanJobwireError = (error: Error, redact: Redact, depth: number): void => {
  for (const name of Object.getOwnPropertyNames(error)) {
    if (name === "position") continue;
    const value: unknown = (error as unknown as Record<string, unknown>)[name];
    const clean = name === "cause" ? cleaned(value, redact, depth + 1) : redactData(value, redact);
    if (clean !== value) replace(error, name, clean);
  }
  // On some runtimes `stack` is a getter of the prototype.
  const { stack } = error;
  if (typeof stack === "string" && redact(stack) !== stack) replace(error, "stack", redact(stack));
};

/** A native failure: unchanged, or only its redacted texts when it contains a secret. */
const cleanCause = (cause: unknown, redact: Redact, depth: number): unknown => {
  if (typeof cause === "string") return redact(cause);
  if (typeof cause !== "object" || cause === null || !holdsSecret(cause, redact)) return cause;
  if (!(cause instanceof Error)) return "<redacted>";
  const copy = new Error(redact(cause.message));
  replace(copy, "name", redact(String(cause.name)));
  replace(copy, "stack", redact(cause.stack ?? ""));
  const { code } = cause as { readonly code?: unknown };
  if (typeof code === "string") Object.assign(copy, { code: redact(code) });
  if (cause.cause !== undefined) replace(copy, "cause", cleaned(cause.cause, redact, depth + 1));
  return copy;
};

/** True when redaction changes any text, key or bytes of the value, or the value is too large to search. */
const holdsSecret = (value: object, redact: Redact): boolean => {
  const seen = new Set<object>();
  const dirty = (part: unknown, depth: number): boolean => {
    if (typeof part === "string") return redact(part) !== part;
    if (typeof part !== "object" || part === null || seen.has(part)) return false;
    seen.add(part);
    if (depth > max.depth || seen.size > max.parts) return true;
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) {
      if (part.byteLength > max.bytes) return true;
      const bytes =
        part instanceof ArrayBuffer
          ? new Uint8Array(part)
          : new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      const text = new TextDecoder("latin1").decode(bytes);
      return redact(text) !== text;
    }
    if (part instanceof Map)
      return Array.from(part)
        .flat()
        .some((entry) => dirty(entry, depth + 1));
    if (part instanceof Set) return Array.from(part).some((entry) => dirty(entry, depth + 1));
    return Reflect.ownKeys(part).some((key) => {
      if (typeof key === "string" && redact(key) !== key) return true;
      return dirty(valueOf(part, key), depth + 1);
    });
  };
  return dirty(value, 0) || (value instanceof Error && dirty(`${value.message}\n${value.stack ?? ""}`, 1));
};

const valueOf = (target: object, key: PropertyKey): unknown => {
  try {
    return (target as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
};
