/** Where the API begins: beside the page, wherever a server put it. Ends with a slash. */
export const apiBase: string = typeof document === "undefined" ? "" : new URL("./", document.baseURI).href;

/** The URL of a path of the API, from its parts, each percent-encoded. Parts without a value in `query` are left out. */
export const apiUrl = (
  parts: ReadonlyArray<string>,
  query: Readonly<Record<string, string | number | undefined>> = {},
  base: string = apiBase,
): string => {
  const url = new URL(`v1/${parts.map(encodeURIComponent).join("/")}`, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
};
