/** The search ignores shorter secrets: replacing every `prod` of a text would spoil it and hide nothing. */
export const minLength = { token: 4, header: 8 } as const;

/** Words that begin a header's value and are not secret. */
const scheme = /^(?:apikey|basic|bearer|digest|jwt|negotiate|oauth|snowflake|token)$/i;

const unquoted = (text: string): string => text.replace(/^"([^"]*)"$/, "$1");

/** The `user:password` of a Basic credential, and the password alone. */
const basic = (word: string): ReadonlyArray<string> => {
  try {
    const text = atob(word);
    // Any text may happen to be base64; only a name and a password in printable characters is a credential.
    const colon = text.indexOf(":");
    if (colon === -1 || !/^[\u0020-\u007e\u00a0-\u00ff]*$/.test(text)) return [];
    return [text, text.slice(colon + 1)];
  } catch {
    return [];
  }
};

/**
 * The secrets in a header's value: the value, its words (a server that received `Bearer x` may repeat only `x`), the values of
 * its `name=value` pairs (cookies), and the parts of a Basic credential.
 */
export const headerSecrets = (value: string): ReadonlyArray<string> => {
  const trimmed = value.trim();
  const words = trimmed.split(/\s+/).filter((word) => !scheme.test(word));
  const credential = scheme.test(trimmed.split(/\s/, 1)[0] ?? "");
  const parts = trimmed.split(/[\s;,]+/);
  const values = parts.filter((part) => part.includes("=")).map((part) => unquoted(part.slice(part.indexOf("=") + 1)));
  const minWord = credential ? minLength.token : minLength.header;
  return [
    ...[trimmed, ...words].filter((text) => text.length >= minWord),
    ...[...parts, ...values].filter((text) => text.length >= minLength.header && !scheme.test(text)),
    ...words.flatMap(basic).filter((text) => text.length >= minLength.token),
  ];
};
