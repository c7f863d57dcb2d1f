import { type Cut, findSecrets } from "./find-secrets.ts";
import { headerSecrets, minLength } from "./header-secrets.ts";
import { redactData } from "./redact-data.ts";
import { redactError } from "./redact-error.ts";
import { formsOf, type SecretForm } from "./secret-forms.ts";

/** Replaces each secret. */
const mark = "<redacted>";

/** The redactor keeps this many renewed tokens; older ones have long expired. */
const maxTokens = 16;

/**
 * Removes the secrets of one client from texts. Every text of a server passes through it before it enters an error, a status, a
 * span or a notice. Log lines and decoded data belong to the user and do not pass through it.
 */
export interface Redactor {
  /** Adds the secrets of a configured header's value, for the client's lifetime. */
  readonly addHeader: (value: string) => void;
  /** Adds a secret for the client's lifetime, such as a key. */
  readonly addSecret: (secret: string) => void;
  /** Adds a token that the client sends; the redactor keeps the last 16. */
  readonly addToken: (token: string) => void;
  /** The text with `<redacted>` for each secret. `cut` marks the ends where the text was cut off, maybe inside a secret. */
  readonly text: (text: string, cut?: Cut) => string;
  /** The error itself, with its texts and those of its causes redacted. */
  readonly error: <E>(error: E) => E;
  /** The value itself when it has no secret, otherwise a copy with strings and keys redacted. */
  readonly data: <A>(value: A) => A;
}

/** A redactor that knows no secret yet. */
export const makeRedactor = (): Redactor => {
  const fixed = new Set<string>();
  const tokens = new Set<string>();
  const formsBySecret = new Map<string, ReadonlyArray<SecretForm>>();
  let all: ReadonlyArray<SecretForm> | undefined;

  const forms = (): ReadonlyArray<SecretForm> => {
    if (all !== undefined) return all;
    const known = [...fixed, ...tokens];
    for (const secret of formsBySecret.keys())
      if (!fixed.has(secret) && !tokens.has(secret)) formsBySecret.delete(secret);
    for (const secret of known) if (!formsBySecret.has(secret)) formsBySecret.set(secret, formsOf(secret));
    const distinct = new Map(
      known.flatMap((secret) => formsBySecret.get(secret) ?? []).map((form) => [form.text, form]),
    );
    all = [...distinct.values()];
    return all;
  };

  const text: Redactor["text"] = (given, cut = "none") => {
    if (given === "" || (fixed.size === 0 && tokens.size === 0)) return given;
    const ranges = findSecrets(given, forms(), cut);
    if (ranges.length === 0) return given;
    const pieces: Array<string> = [];
    let at = 0;
    for (const [from, to] of ranges) {
      pieces.push(given.slice(at, from), mark);
      at = to;
    }
    pieces.push(given.slice(at));
    return pieces.join("");
  };

  const addSecret: Redactor["addSecret"] = (secret) => {
    if (secret.length < minLength.token || fixed.has(secret)) return;
    fixed.add(secret);
    all = undefined;
  };

  return {
    addSecret,
    addHeader: (value) => {
      for (const secret of headerSecrets(value)) addSecret(secret);
    },
    addToken: (token) => {
      if (token.length < minLength.token || fixed.has(token)) return;
      if (!tokens.has(token)) all = undefined;
      tokens.delete(token);
      tokens.add(token);
      for (const oldest of tokens) {
        if (tokens.size <= maxTokens) break;
        tokens.delete(oldest);
      }
    },
    text,
    error: (error) => (fixed.size === 0 && tokens.size === 0 ? error : redactError(error, text)),
    data: (value) => (fixed.size === 0 && tokens.size === 0 ? value : redactData(value, text)),
  };
};
