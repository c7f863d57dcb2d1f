import { jsonLine } from "./json.ts";

type Redact = (text: string) => string;

/** Lines of JSON, redacted value by value so that they stay JSON. Undefined for another text. */
const redactJson = (text: string, redact: Redact): string | undefined => {
  try {
    const lines = text.trimEnd().split("\n");
    return lines
      .map((line) =>
        jsonLine(
          JSON.parse(line, (_, value: unknown) => {
            if (typeof value === "string") return redact(value);
            if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
            return Object.fromEntries(Object.entries(value).map(([key, entry]) => [redact(key), entry]));
          }),
        ),
      )
      .join("");
  } catch {
    return undefined;
  }
};

/**
 * A server's data without the credentials that the client sent: a server may repeat them in any field. Log lines skip this, because
 * they belong to the job and must stay unchanged.
 */
export const redactPrinted = (text: string, redact: Redact): string => {
  const clean = redact(text);
  return clean === text ? text : (redactJson(text, redact) ?? clean);
};
