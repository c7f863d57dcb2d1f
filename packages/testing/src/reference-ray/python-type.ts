/** `type(value)` of what Python's `json.loads` makes of a JSON value, as Python prints it. */
export function pythonType(value: unknown): string {
  return `<class '${nameOf(value)}'>`;
}

function nameOf(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "str" : "dict";
}
