import { shortest } from "./header-secrets.ts";
import { decodedView, plainView, type TextView } from "./text-view.ts";

/** One spelling of a secret that a text is searched for, in lower case. */
export interface SecretForm {
  readonly text: string;
  /** A match is a piece of base64: the whole run of base64 characters around it is redacted. */
  readonly base64: boolean;
}

const latin1 = (bytes: Uint8Array): string => {
  const pieces: Array<string> = [];
  for (let at = 0; at < bytes.length; at += 4096) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return pieces.join("");
};

/** Base64 of fewer characters than this is found in ordinary words. */
const leastBase64 = 5;

/**
 * The characters of base64 that depend on the bytes alone, whatever stands before and after them: one text for each of the
 * three places in a group of three bytes where they may begin. `user:password` is found so inside of `Basic …`.
 */
const base64Cores = (bytes: string): ReadonlyArray<string> =>
  [0, 1, 2].flatMap((before) => {
    const known = Math.floor(((before + bytes.length) * 8) / 6);
    const core = btoa("\0".repeat(before) + bytes).slice(Math.ceil((before * 8) / 6), known);
    return core.length < leastBase64 ? [] : [core];
  });

/**
 * The secret with its own escapes decoded, layer by layer: in a text that escapes a token such as `a"b%41c` as JSON, decoding the
 * quote decodes the `%41` as well.
 */
const decodedForms = (secret: string): ReadonlyArray<string> => {
  const forms: Array<string> = [];
  let view: TextView | undefined = decodedView(plainView(secret));
  while (view !== undefined && forms.length < 3 && view.text.length >= shortest.token) {
    forms.push(view.text);
    view = decodedView(view);
  }
  return forms;
};

/**
 * Every spelling of a secret that is searched for literally: as it is, its UTF-8 bytes as Latin-1 (what percent-encoding
 * decodes to), with `+` for spaces, in hexadecimal, and in base64 and base64url. Escapes (percent, JSON, HTML) need no
 * spelling of their own: the text is searched decoded, too.
 */
export const formsOf = (secret: string): ReadonlyArray<SecretForm> => {
  const utf8 = latin1(new TextEncoder().encode(secret));
  const plain = [secret, utf8, secret.replaceAll(" ", "+"), ...decodedForms(secret)];
  if (secret.length >= 8) {
    plain.push(Array.from(utf8, (unit) => unit.charCodeAt(0).toString(16).padStart(2, "0")).join(""));
  }
  const encoded = base64Cores(utf8).flatMap((core) => [core, core.replaceAll("+", "-").replaceAll("/", "_")]);
  const lower = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [
    ...new Set(texts.map((text) => text.toLowerCase())),
  ];
  return [
    ...lower(plain).map((text) => ({ text, base64: false })),
    ...lower(encoded).map((text) => ({ text, base64: true })),
  ];
};
