/** So many levels of data a table shows, where the data is nested too deeply to be written as usual. */
export const deepestShown = 20;

/** A place in an array or object that is being written. */
interface Frame {
  readonly entries: ReadonlyArray<readonly [key: string | undefined, value: unknown]>;
  readonly close: "]" | "}";
  at: number;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isWritten = (value: unknown): boolean =>
  value !== undefined && typeof value !== "function" && typeof value !== "symbol";

/** What JSON makes of the value itself. */
const plain = (value: unknown): unknown =>
  isObject(value) && "toJSON" in value && typeof value.toJSON === "function"
    ? (value.toJSON as () => unknown)()
    : value;

const frameOf = (value: object): Frame =>
  Array.isArray(value)
    ? { entries: value.map((entry) => [undefined, entry]), close: "]", at: 0 }
    : { entries: Object.entries(value).filter(([, entry]) => isWritten(plain(entry))), close: "}", at: 0 };

/** JSON of any depth. `deepest` levels are written, and `"…"` in the place of what is below. */
const writeDeep = (root: unknown, deepest: number): string => {
  const pieces: Array<string> = [];
  const stack: Array<Frame> = [];
  const write = (given: unknown): void => {
    const value = plain(given);
    if (!isObject(value)) pieces.push(isWritten(value) ? JSON.stringify(value) : "null");
    else if (stack.length >= deepest) pieces.push('"…"');
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
 * The value as JSON, on one line. `JSON.stringify` has no room for what is nested some thousand levels deep; then the same text is
 * written without recursion, down to `deepest` levels.
 */
export const jsonText = (value: unknown, deepest: number = Number.POSITIVE_INFINITY): string => {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    if (error instanceof RangeError) return writeDeep(value, deepest);
    throw error;
  }
};
