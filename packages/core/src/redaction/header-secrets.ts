/** Shorter secrets are not looked for: replacing every `prod` of a text would spoil it and hide nothing. */
export const shortest = { token: 4, header: 8 } as const;

/** Words that begin the value of a header and are no secret. */
const scheme = /^(?:apikey|basic|bearer|digest|jwt|negotiate|oauth|snowflake|token)$/i;

const unquoted = (text: string): string => text.replace(/^"([^"]*)"$/, "$1");

/** `user:password` of a Basic credential, and the password. */
const basic = (word: string): ReadonlyArray<string> => {
  try {
    const text = atob(word);
    // Anything may happen to be base64; only a name and a password in printable characters is a credential.
    const colon = text.indexOf(":");
    if (colon === -1 || !/^[\u0020-\u007e\u00a0-\u00ff]*$/.test(text)) return [];
    return [text, text.slice(colon + 1)];
  } catch {
    return [];
  }
};

/**
 * What is secret in the value of a header: the value, its words (a server that read `Bearer x` may repeat only `x`), the
 * values of its `name=value` pairs (cookies), and what a Basic credential holds.
 */
export const headerSecrets = (value: string): ReadonlyArray<string> => {
  const trimmed = value.trim();
  const words = trimmed.split(/\s+/).filter((word) => !scheme.test(word));
  const credential = scheme.test(trimmed.split(/\s/, 1)[0] ?? "");
  const parts = trimmed.split(/[\s;,]+/);
  const values = parts.filter((part) => part.includes("=")).map((part) => unquoted(part.slice(part.indexOf("=") + 1)));
  const least = credential ? shortest.token : shortest.header;
  return [
    ...[trimmed, ...words].filter((text) => text.length >= least),
    ...[...parts, ...values].filter((text) => text.length >= shortest.header && !scheme.test(text)),
    ...words.flatMap(basic).filter((text) => text.length >= shortest.token),
  ];
};
