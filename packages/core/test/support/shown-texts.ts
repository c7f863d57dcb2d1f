/** Every text that a value shows, however it is printed: as text, as JSON, in any own property, in its causes. */
export const shownTexts = (value: unknown): ReadonlyArray<string> => {
  const texts: Array<string> = [];
  const seen = new Set<unknown>();
  const look = (part: unknown): void => {
    if (typeof part === "string") texts.push(part);
    if (typeof part === "number" || typeof part === "bigint") texts.push(String(part));
    if (typeof part !== "object" || part === null || seen.has(part)) return;
    seen.add(part);
    if (part instanceof Error) texts.push(String(part), part.stack ?? "", JSON.stringify(part) ?? "");
    if (part instanceof Map || part instanceof Set) for (const entry of part) look(entry);
    if (ArrayBuffer.isView(part)) texts.push(new TextDecoder("latin1").decode(part as Uint8Array));
    for (const key of Reflect.ownKeys(part)) {
      look(typeof key === "symbol" ? key.description : key);
      look((part as Record<PropertyKey, unknown>)[key]);
    }
  };
  look(value);
  return texts;
};

/** Searches for remains of spelled secrets: any eight consecutive characters of one. */
export const leakFinder = (spelled: ReadonlyArray<string>): ((texts: ReadonlyArray<string>) => string | undefined) => {
  const width = 8;
  const windows = new Set<string>();
  for (const text of spelled) {
    for (let at = 0; at + width <= text.length; at++) windows.add(text.slice(at, at + width));
  }
  return (texts) => {
    for (const text of texts) {
      for (let at = 0; at + width <= text.length; at++) {
        if (windows.has(text.slice(at, at + width))) return text.slice(Math.max(0, at - 80), at + 80);
      }
    }
    return undefined;
  };
};
