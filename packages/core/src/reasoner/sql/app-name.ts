/**
 * A native app's name in the form that a statement needs, each dotted part by itself: unchanged when it is quoted or an
 * identifier in upper case, otherwise quoted. The Python client does this in only one of its statements, so a name in mixed
 * case does not work there.
 */
export const quoteAppName = (name: string): string =>
  partsOf(name)
    .map((part) =>
      /^"(?:[^"]|"")+"$/.test(part) || /^[A-Z_][A-Z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`,
    )
    .join(".");

/** The dotted parts; a dot between quotes is part of a name. */
const partsOf = (name: string): ReadonlyArray<string> => name.match(/"(?:[^"]|"")+"(?=\.|$)|[^.]+/g) ?? [name];
