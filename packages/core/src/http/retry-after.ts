/** The longest Retry-After that is believed: an hour. A larger one is a mistake or an attack; the deadline bounds it anyway. */
const longest = 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date, between 0 and an hour; undefined when there is
 * none or it cannot be read.
 */
export const parseRetryAfter = (header: string | undefined, nowMs: number): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Math.min(Math.max(Number(text) * 1000, 0), longest);
  // Only things that look like dates: Date.parse takes far too much for one.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - nowMs, 0), longest);
};
