import { jsonLine } from "./json.ts";

type Redact = (text: string) => string;

/** The text redacted value by value where it is lines of JSON, so that it stays JSON. */
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
 * What a command prints of a server's data, without the credentials that were sent to it: a server may have repeated them in any
 * field. Log lines do not pass this, since they are the job's own and must come out as they are.
 */
export const redactPrinted = (text: string, redact: Redact): string => {
  const clean = redact(text);
  return clean === text ? text : (redactJson(text, redact) ?? clean);
};
