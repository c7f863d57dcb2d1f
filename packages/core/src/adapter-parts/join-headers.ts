/** Headers by lower-case name, repeated ones joined. The prototype is null, since a server may name a header `__proto__`. */
export const joinHeaders = (headers: Iterable<readonly [string, string]>): Record<string, string> => {
  const joined = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const before = joined[name];
    joined[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return joined;
};
