const epochMs = Date.UTC(2024, 9, 9);
const intervalMs = 20_000;
const jitterMs = 3_600_000;

/**
 * The cursor of a live response: the number of the 20-second interval, so that shared caches serve one response to all who ask in it.
 * A client's cursor that is not behind gets a greater one, so that no cache serves it the same response for ever.
 */
export const nextCursor = (given: string | undefined, nowMs: number, random: () => number = Math.random): string => {
  const now = Math.floor((nowMs - epochMs) / intervalMs);
  const before = given !== undefined && /^[0-9]{1,15}$/.test(given) ? Number(given) : -1;
  if (before < now) return String(now);
  return String(before + 1 + Math.floor((random() * jitterMs) / intervalMs));
};
