/** Deeper data is omitted: no known server nests this deep, and the walk must end. */
const maxDepth = 200;

/**
 * Returns the value itself when it has no secret, otherwise a copy: plain objects and arrays with their strings and keys
 * redacted. Other objects (bytes, errors) pass unchanged.
 */
export const redactData = <A>(value: A, redact: (text: string) => string): A => {
  const walk = (part: unknown, depth: number): unknown => {
    if (typeof part === "string") return redact(part);
    // A token of digits only may come back as a number.
    if (typeof part === "number" || typeof part === "bigint") return redactNumber(part, redact);
    if (typeof part !== "object" || part === null) return part;
    if (depth > maxDepth) return "<nested too deeply>";
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

/** Hides a number only when it equals a secret. */
const redactNumber = (value: number | bigint, redact: (text: string) => string): unknown => {
  const text = redact(String(value));
  return text === "<redacted>" ? text : value;
};
