/** Text as UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Numbered lines, none like another, each of at least `width` characters. */
export const numbered = (count: number, prefix = "line", width = 0): string =>
  Array.from({ length: count }, (_, n) => `${`${prefix} ${n}`.padEnd(width, ".")}\n`).join("");

/** How many of the requests are of this kind. */
export const countOf = <Kind extends string>(requests: ReadonlyArray<{ readonly kind: Kind }>, kind: Kind): number =>
  requests.filter((request) => request.kind === kind).length;
