/** A table shows this many levels of data that is nested too deeply for `JSON.stringify`. */
export const maxShownDepth = 20;

/** The current position in an array or object. */
interface Frame {
  readonly entries: ReadonlyArray<readonly [key: string | undefined, value: unknown]>;
  readonly close: "]" | "}";
  at: number;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isWritten = (value: unknown): boolean =>
  value !== undefined && typeof value !== "function" && typeof value !== "symbol";

/** The value that JSON writes: the result of `toJSON`, if there is one. */
const plain = (value: unknown): unknown =>
  isObject(value) && "toJSON" in value && typeof value.toJSON === "function"
    ? (value.toJSON as () => unknown)()
    : value;

const frameOf = (value: object): Frame =>
  Array.isArray(value)
    ? { entries: value.map((entry) => [undefined, entry]), close: "]", at: 0 }
    : { entries: Object.entries(value).filter(([, entry]) => isWritten(plain(entry))), close: "}", at: 0 };

/** Writes JSON of any depth: `maxDepth` levels, and `"…"` for the values below. */
const writeDeep = (root: unknown, maxDepth: number): string => {
  const pieces: Array<string> = [];
  const stack: Array<Frame> = [];
  const write = (given: unknown): void => {
    const value = plain(given);
    if (!isObject(value)) pieces.push(isWritten(value) ? JSON.stringify(value) : "null");
    else if (stack.length >= maxDepth) pieces.push('"…"');
    else {
      const frame = frameOf(value);
      pieces.push(frame.close === "]" ? "[" : "{");
      stack.push(frame);
    }
  };
  write(root);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const entry = frame.entries[frame.at];
    if (entry === undefined) {
      pieces.push(frame.close);
      stack.pop();
      continue;
    }
    if (frame.at > 0) pieces.push(",");
    frame.at += 1;
    const [key, value] = entry;
    if (key !== undefined) pieces.push(JSON.stringify(key), ":");
    write(value);
  }
  return pieces.join("");
};

/**
 * The value as JSON, on one line. `JSON.stringify` overflows the stack on data that is nested some thousand levels deep; then
 * the same text is written without recursion, down to `maxDepth` levels.
 */
export const jsonText = (value: unknown, maxDepth: number = Number.POSITIVE_INFINITY): string => {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    if (error instanceof RangeError) return writeDeep(value, maxDepth);
    throw error;
  }
};
