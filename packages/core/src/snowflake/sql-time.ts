const nanosPerSecond = 1_000_000_000n;
/** Years -9999 to 9999: more than Snowflake has, and within the range of `Date`. */
const maxSeconds = 400_000_000_000n;

const two = (value: number): string => String(value).padStart(2, "0");

const clock = (secondOfDay: number, nanos: bigint): string =>
  `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}.${String(nanos).padStart(9, "0")}`;

/** ISO 8601 with 9 decimals, without a zone; undefined outside of the calendar's range. */
const isoDateTime = (nanosSinceEpoch: bigint): string | undefined => {
  const nanos = ((nanosSinceEpoch % nanosPerSecond) + nanosPerSecond) % nanosPerSecond;
  const seconds = (nanosSinceEpoch - nanos) / nanosPerSecond;
  if (seconds < -maxSeconds || seconds > maxSeconds) return undefined;
  const iso = new Date(Number(seconds) * 1000).toISOString();
  return `${iso.slice(0, -5)}.${String(nanos).padStart(9, "0")}`;
};

/**
 * Seconds with up to 9 decimals, as nanoseconds; the sign applies to the whole. 16 or more digits without a decimal point are
 * nanoseconds already (the documentation names both forms).
 */
const nanosOf = (text: string): bigint | undefined => {
  const [, sign = "", whole = "", fraction] = /^(-?)(\d{1,30})(?:\.(\d{0,9}))?$/.exec(text) ?? [];
  if (whole === "") return undefined;
  const absolute =
    fraction === undefined && whole.length >= 16
      ? BigInt(whole)
      : BigInt(whole) * nanosPerSecond + BigInt((fraction ?? "").padEnd(9, "0"));
  return sign === "-" ? -absolute : absolute;
};

const formattedDate = /^[+-]?\d{4,6}-\d{2}-\d{2}$/;
const formattedTime = /^\d{2}:\d{2}:\d{2}(?:\.(\d{1,9}))?$/;
const formattedTimestamp =
  /^([+-]?\d{4,6}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/;

const decimals = (fraction: string | undefined): string => (fraction ?? "").padEnd(9, "0");

/** A DATE (days since 1970) as `2026-11-22`; a text that is already a date passes unchanged. Undefined for anything else. */
export const decodeDate = (text: string): string | undefined => {
  if (formattedDate.test(text)) return text;
  if (!/^-?\d{1,8}$/.test(text)) return undefined;
  return isoDateTime(BigInt(text) * 86_400n * nanosPerSecond)?.slice(0, -19);
};

/** A TIME (seconds since midnight) as `23:01:59.000000000`. Undefined for anything else. */
export const decodeTime = (text: string): string | undefined => {
  const formatted = formattedTime.exec(text);
  if (formatted !== null) return `${text.slice(0, 8)}.${decimals(formatted[1])}`;
  const nanos = nanosOf(text);
  if (nanos === undefined || nanos < 0n || nanos >= 86_400n * nanosPerSecond) return undefined;
  return clock(Number(nanos / nanosPerSecond), nanos % nanosPerSecond);
};

const offsetText = (minutes: number): string =>
  `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;

/**
 * A timestamp of one of the three kinds as ISO 8601 with 9 decimals: `ntz` without a zone, `ltz` in UTC, `tz` with its own
 * offset.
 */
export const decodeTimestamp = (kind: "ntz" | "ltz" | "tz", text: string): string | undefined => {
  const formatted = formattedTimestamp.exec(text);
  if (formatted !== null) {
    const [, date = "", time = "", fraction, zone = ""] = formatted;
    const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
    return `${date}T${time}.${decimals(fraction)}${offset}`;
  }
  const [moment = "", shifted, more] = text.split(" ");
  const nanos = nanosOf(moment);
  if (nanos === undefined || more !== undefined || (shifted !== undefined) !== (kind === "tz")) return undefined;
  if (kind === "ntz") return isoDateTime(nanos);
  if (kind === "ltz") {
    const utc = isoDateTime(nanos);
    return utc === undefined ? undefined : `${utc}Z`;
  }
  if (shifted === undefined || !/^\d{1,4}$/.test(shifted) || Number(shifted) > 2880) return undefined;
  // The offset in minutes plus 1440.
  const offset = Number(shifted) - 1440;
  const own = isoDateTime(nanos + BigInt(offset * 60) * nanosPerSecond);
  return own === undefined ? undefined : `${own}${offsetText(offset)}`;
};
