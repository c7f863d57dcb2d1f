/** Finds the described path of a URL. */

const segmentsOf = (path: string): ReadonlyArray<string> => path.split("/");

const isParameter = (segment: string): boolean => segment.startsWith("{") && segment.endsWith("}");

/** The path of an absolute URL, or of one that starts with `/`, as it was sent: not decoded, no query, no fragment. */
const rawPath = (url: string): string => {
  const afterOrigin = url.startsWith("/") ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const path = afterOrigin.replace(/[?#].*$/s, "");
  return path === "" ? "/" : path;
};

/**
 * Makes a function from a URL to the described path it belongs to, or undefined.
 *
 * A parameter takes exactly one segment that is not empty (so `/api/jobs/` is not `/api/jobs/{id}`), and a path without
 * parameters goes before one with. The URL is not normalised: `//` and `%2F` mean to Ray what they say.
 *
 * @param basePath what stands before every described path, such as a proxy's prefix; empty by default
 */
export const pathMatcher = (paths: ReadonlyArray<string>, basePath = ""): ((url: string) => string | undefined) => {
  const parameters = (path: string): number => segmentsOf(path).filter(isParameter).length;
  const byPrecision = [...paths].sort((a, b) => parameters(a) - parameters(b));
  return (url) => {
    const path = rawPath(url);
    if (!path.startsWith(`${basePath}/`)) return undefined;
    const actual = segmentsOf(path.slice(basePath.length));
    return byPrecision.find((template) => {
      const wanted = segmentsOf(template);
      return (
        wanted.length === actual.length &&
        wanted.every((segment, k) => (isParameter(segment) ? actual[k] !== "" : actual[k] === segment))
      );
    });
  };
};
