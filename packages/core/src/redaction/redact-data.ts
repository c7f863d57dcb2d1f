/** Deeper data is left out: no server of ours nests so far, and a walk must end. */
const mostDepth = 200;

/**
 * The value itself when no text in it changes, otherwise a copy: plain objects and arrays, their strings and keys redacted.
 * Other objects (bytes, errors) stay as they are.
 */
export const redactData = <A>(value: A, redact: (text: string) => string): A => {
  const walk = (part: unknown, depth: number): unknown => {
    if (typeof part === "string") return redact(part);
    // A token of digits alone may come back as a number.
    if (typeof part === "number" || typeof part === "bigint") return redactNumber(part, redact);
    if (typeof part !== "object" || part === null) return part;
    if (depth > mostDepth) return "<nested too deeply>";
    if (Array.isArray(part)) {
      const copy = part.map((entry) => walk(entry, depth + 1));
      return copy.some((entry, index) => entry !== part[index]) ? copy : part;
    }
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== null && prototype !== Object.prototype) return part;
    let changed = false;
    const entries = Object.entries(part).map(([key, entry]): readonly [string, unknown] => {
      const [name, clean] = [redact(key), walk(entry, depth + 1)];
      if (name !== key || clean !== entry) changed = true;
      return [name, clean];
    });
    return changed ? Object.fromEntries(entries) : part;
  };
  return walk(value, 0) as A;
};

/** A number is hidden only when it is a secret as a whole. */
const redactNumber = (value: number | bigint, redact: (text: string) => string): unknown => {
  const text = redact(String(value));
  return text === "<redacted>" ? text : value;
};
