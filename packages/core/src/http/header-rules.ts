import { InvalidRequest } from "../errors.ts";

const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable Latin-1 and tab: what every runtime can send. CR, LF and NUL would let a value write headers of its own. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const value = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Headers that describe the connection itself; they belong to the runtime and to this package. */
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

/** Throws `InvalidRequest` unless the value can stand in a header. The message never shows the value. */
export const checkHeaderValue = (what: string, text: string): void => {
  if (typeof text !== "string" || !value.test(text)) {
    throw new InvalidRequest({
      message: `${what} holds a line break, a NUL or another character that cannot stand in a header`,
      reason: "local",
    });
  }
};

/** The given headers with lower-case names, checked; throws `InvalidRequest` (reason `local`). Values are never shown. */
export const checkHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const checked: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [given, text] of Object.entries(headers)) {
    const lower = given.toLowerCase();
    if (!name.test(given)) {
      throw new InvalidRequest({ message: `${JSON.stringify(given)} cannot be a header's name`, reason: "local" });
    }
    if (reserved.has(lower) || lower.startsWith("sec-websocket-")) {
      throw new InvalidRequest({
        message: `the header ${lower} belongs to the connection; leave it out`,
        reason: "local",
      });
    }
    if (lower in checked) throw new InvalidRequest({ message: `the header ${lower} is given twice`, reason: "local" });
    checkHeaderValue(`the header ${lower}`, text);
    checked[lower] = text;
  }
  return checked;
};
