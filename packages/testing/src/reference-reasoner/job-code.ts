/** Any object but an array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The program in a payload, under the names clients use; all of them, because a payload may hold several. */
export const codeOf = (payload: Readonly<Record<string, unknown>>): string =>
  [payload["raw_code"], payload["query"], payload["code"]].filter((code) => typeof code === "string").join("\n");
