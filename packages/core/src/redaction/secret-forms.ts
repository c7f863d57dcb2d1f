import { minLength } from "./header-secrets.ts";
import { decodedView, plainView, type TextView } from "./text-view.ts";

/** One spelling of a secret, in lower case, for the search. */
export interface SecretForm {
  readonly text: string;
  /** A match is a piece of base64: redaction covers the whole run of base64 characters around it. */
  readonly base64: boolean;
}

const latin1 = (bytes: Uint8Array): string => {
  const pieces: Array<string> = [];
  for (let at = 0; at < bytes.length; at += 4096) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return pieces.join("");
};

/** Shorter pieces of base64 occur in ordinary words. */
const minBase64 = 5;

/**
 * The base64 characters that depend on the secret's bytes alone, whatever surrounds them: one text for each of the three
 * offsets in a group of three bytes where the secret may begin. So `user:password` is found inside of `Basic …`.
 */
const base64Cores = (bytes: string): ReadonlyArray<string> =>
  [0, 1, 2].flatMap((before) => {
    const known = Math.floor(((before + bytes.length) * 8) / 6);
    const core = btoa("\0".repeat(before) + bytes).slice(Math.ceil((before * 8) / 6), known);
    return core.length < minBase64 ? [] : [core];
  });

/**
 * The secret with its own escapes decoded, layer by layer: in a text that escapes a token such as `a"b%41c` as JSON, decoding
 * the quote also decodes the `%41`.
 */
const decodedForms = (secret: string): ReadonlyArray<string> => {
  const forms: Array<string> = [];
  let view: TextView | undefined = decodedView(plainView(secret));
  while (view !== undefined && forms.length < 3 && view.text.length >= minLength.token) {
    forms.push(view.text);
    view = decodedView(view);
  }
  return forms;
};

/**
 * Every spelling of a secret that the search looks for literally: as it is, its UTF-8 bytes as Latin-1 (the result of percent
 * decoding), with `+` for spaces, in hexadecimal, and in base64 and base64url. Escapes (percent, JSON, HTML) need no spelling
 * of their own, because the search decodes the text as well.
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
