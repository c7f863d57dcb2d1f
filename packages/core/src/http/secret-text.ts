/**
 * Text that programs must not print, such as a token or a private key. Inspection, JSON and templates show `<redacted>`; `reveal`
 * returns the text. Clients take it wherever they take the text itself.
 */
export class SecretText {
  readonly #text: string;
  /** What the text is, such as `private key`. */
  readonly label: string;

  /** `label` names the kind of secret, such as `private key`. */
  constructor(text: string, label: string) {
    this.#text = text;
    this.label = label;
  }

  /** Returns the text itself. */
  reveal(): string {
    return this.#text;
  }

  /** Returns `<redacted:LABEL>`, so that a template shows no secret. */
  toString(): string {
    return `<redacted:${this.label}>`;
  }

  /** As `toString`, so that JSON shows no secret. */
  toJSON(): string {
    return this.toString();
  }
}

/**
 * A `Redacted<string>` of Effect, by its shape: these types need no installed Effect. Only the client that an Effect program makes
 * (`jobwire/effect`) can open it; any other throws `InvalidRequest` (reason `local`), and takes `() => Redacted.value(token)`.
 */
export interface RedactedText {
  /** The mark of Effect's `Redacted`, which holds no value. */
  readonly "~effect/Redacted": {
    /** The type of the hidden value, for the type checker only. */
    readonly _A: (_: never) => string;
  };
}

/** Text that logs may show, or that they do not. */
export type Secret = string | SecretText | RedactedText;
