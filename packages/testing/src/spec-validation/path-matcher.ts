/** Finds the described path of a URL. */

const segmentsOf = (path: string): ReadonlyArray<string> => path.split("/");

const isParameter = (segment: string): boolean => segment.startsWith("{") && segment.endsWith("}");

/** The path of an absolute URL, or of one that starts with `/`, as it was sent: not decoded, without query and fragment. */
const rawPath = (url: string): string => {
  const afterOrigin = url.startsWith("/") ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const path = afterOrigin.replace(/[?#].*$/s, "");
  return path === "" ? "/" : path;
};

/**
 * Makes a function from a URL to its described path, or undefined.
 *
 * A parameter matches exactly one non-empty segment (so `/api/jobs/` is not `/api/jobs/{id}`), and a path without parameters goes
 * before one with. The URL is not normalised: `//` and `%2F` keep the meaning they have for Ray.
 *
 * @param basePath the prefix of every described path, such as a proxy's; empty by default
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
