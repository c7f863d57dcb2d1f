/** The range of valid times; a number whose milliseconds lie outside is in seconds. */
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(3000, 0, 1);

const ofNumber = (value: number): number | null => {
  if (!Number.isFinite(value)) return null;
  const inRange = (ms: number): boolean => ms >= earliest && ms < latest;
  if (Math.abs(value) >= 1e10 && inRange(value)) return value;
  const ms = value * 1000;
  return inRange(ms) ? ms : null;
};

/** ISO 8601 with a `T` or a space; a time without an offset is in UTC. Digits beyond milliseconds are cut. */
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

const ofText = (text: string): number | null => {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, date = "", time = "00:00", fraction = "0", zone = "Z"] = match;
  const offset = /^z$/i.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(
    `${date}T${time.length === 5 ? `${time}:00` : time}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`,
  );
  return Number.isNaN(at) ? null : at;
};

/**
 * A time of the service in epoch milliseconds; null when it is missing or unreadable. Numbers (also as text) from 1e10 on are
 * milliseconds unless their year makes no sense, otherwise seconds; other text is ISO 8601.
 */
export const wireTime = (value: unknown): number | null => {
  if (typeof value === "number") return ofNumber(value);
  if (typeof value !== "string") return null;
  const text = value.trim();
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? ofNumber(Number(text)) : ofText(text);
};
