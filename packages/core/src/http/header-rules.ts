import { InvalidRequest } from "../errors.ts";

const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable Latin-1 and tab, which every runtime can send. CR, LF and NUL would let a value inject further headers. */
// oxlint-disable-next-line no-control-regex -- the pattern is about control characters
const value = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Headers that describe the connection itself; the runtime and this package set them. */
const reserved = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Throws `InvalidRequest` unless the value is valid in a header. The message never shows the value. */
export const checkHeaderValue = (what: string, text: string): void => {
  if (typeof text !== "string" || !value.test(text)) {
    throw new InvalidRequest({
      message: `${what} contains a line break, a NUL or another character that a header cannot carry. Remove it`,
      reason: "local",
    });
  }
};

/** The headers with lower-case names, checked; throws `InvalidRequest` (reason `local`). Messages never show values. */
export const checkHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const checked: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [given, text] of Object.entries(headers)) {
    const lower = given.toLowerCase();
    if (!name.test(given)) {
      throw new InvalidRequest({
        message: `${JSON.stringify(given)} is not a valid header name. Rename or remove it`,
        reason: "local",
      });
    }
    if (reserved.has(lower) || lower.startsWith("sec-websocket-")) {
      throw new InvalidRequest({
        message: `the header ${lower} belongs to the connection. Remove it from the headers option`,
        reason: "local",
      });
    }
    if (lower in checked) {
      throw new InvalidRequest({ message: `the header ${lower} is set twice. Set it once`, reason: "local" });
    }
    checkHeaderValue(`the header ${lower}`, text);
    checked[lower] = text;
  }
  return checked;
};
