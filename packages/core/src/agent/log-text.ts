import type { TextPieces } from "../http/decoded-text.ts";
import { makeJsonStringStream } from "../http/json-string-stream.ts";

/** The number of bytes that decide how to read a JSON response. */
const firstBytes = 256;

/** UTF-8 whatever the charset; an invalid byte becomes U+FFFD, and a byte order mark is a character of the log. */
const plainText = (): TextPieces => {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  return { push: (bytes) => utf8.decode(bytes, { stream: true }), end: () => utf8.decode() };
};

/** Reads a response with a JSON content type: a JSON text, `{"logs": "…"}`, or a log that only looks like JSON. */
const jsonOrText = (start: string): TextPieces => {
  if (/^\s*"/.test(start)) return makeJsonStringStream();
  return /^\s*\{\s*"logs"\s*:\s*"/.test(start) ? makeJsonStringStream("logs") : plainText();
};

/**
 * Decodes the text of the plain log. Text stays text, even if it is valid JSON (`42`, `{"loss": 0.1}`): only a response whose
 * content type is JSON may contain the log as a JSON text or under `logs`.
 */
export const makeLogText = (contentType: string | undefined): TextPieces => {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return plainText();
  let first = new Uint8Array(0);
  let chosen: TextPieces | undefined;
  const choose = (): string => {
    chosen = jsonOrText(new TextDecoder().decode(first));
    return chosen.push(first);
  };
  return {
    push: (bytes) => {
      if (chosen !== undefined) return chosen.push(bytes);
      const more = new Uint8Array(first.length + bytes.length);
      more.set(first);
      more.set(bytes, first.length);
      first = more;
      return first.length < firstBytes ? "" : choose();
    },
    end: () => (chosen === undefined ? choose() : "") + (chosen?.end() ?? ""),
  };
};
