const bytesOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

const hexOf = (text: string): ReadonlyArray<string> =>
  Array.from(bytesOf(text), (unit) => unit.charCodeAt(0).toString(16).padStart(2, "0"));

/** The part of the base64 text that depends on the secret alone, at each of its three possible alignments. */
const base64Of = (text: string): ReadonlyArray<string> =>
  [0, 1, 2].map((before) => {
    const bytes = "\0".repeat(before) + bytesOf(text);
    return btoa(bytes).slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });

/** Every spelling of a secret: made independently of the code under test, so that both must be wrong to miss one. */
export const secretSpellings = (secret: string): ReadonlyArray<string> => {
  const base64 = base64Of(secret);
  return [
    ...new Set([
      secret,
      secret.toLowerCase(),
      secret.toUpperCase(),
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
      hexOf(secret)
        .map((hex) => `\\u00${hex}`)
        .join(""),
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      hexOf(secret)
        .map((hex) => `%${hex}`)
        .join(""),
      hexOf(secret).join(""),
      secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
      ...base64,
      ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ]),
  ];
};
