/** Python's `json.dumps`: `", "` and `": "` between the parts, everything beyond ASCII escaped. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${pythonJsonString(key)}: ${pythonJson(member)}`);
    return `{${members.join(", ")}}`;
  }
  if (typeof value === "string") return pythonJsonString(value);
  return JSON.stringify(value) ?? "null";
}

/** With the quotes. A lone surrogate is escaped like any other code unit, as Python does. */
export function pythonJsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
