/**
 * A native app's name as it stands in a statement, each dotted part by itself: as it is when it is quoted or an identifier in
 * upper case, otherwise quoted. The Python client does so in one of its statements only, so that a name in mixed case cannot
 * work there (wire page, 5.4).
 */
export const quoteAppName = (name: string): string =>
  partsOf(name)
    .map((part) =>
      /^"(?:[^"]|"")+"$/.test(part) || /^[A-Z_][A-Z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`,
    )
    .join(".");

/** The dotted parts; a dot between quotes is part of a name. */
const partsOf = (name: string): ReadonlyArray<string> => name.match(/"(?:[^"]|"")+"(?=\.|$)|[^.]+/g) ?? [name];
