/** The longest Retry-After that counts: an hour. A larger one is a mistake or an attack, and the deadline bounds it anyway. */
const maxMs = 3_600_000;
/** No valid value is longer, so a huge header costs nothing. */
const maxCharacters = 400;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The three forms of an HTTP date (RFC 9110, 5.6.7). All are in GMT, even the last, which does not name the zone. */
const forms = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^(?<day>[A-Z][a-z]{2}), (?<date>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^(?<day>[A-Z][a-z]{5,8}), (?<date>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^(?<day>[A-Z][a-z]{2}) (?<month>[A-Z][a-z]{2}) (?<date>[ \d]\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) (?<year>\d{4})$/,
];

/** A two-digit year that would be more than 50 years ahead means the latest past year with these digits (RFC 9110, 5.6.7). */
const fullYear = (digits: string, nowMs: number): number => {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
};

/** An HTTP date in milliseconds since the epoch; undefined for any other text and for an impossible day or time. */
export const parseHttpDate = (text: string, nowMs: number): number | undefined => {
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts === undefined) continue;
    const month = months.indexOf(parts["month"] ?? "");
    const { day = "" } = parts;
    if (month === -1 || !days.some((name) => day === name || day === name.slice(0, 3))) return undefined;
    const [date, hour, minute, second] = [parts["date"], parts["hour"], parts["minute"], parts["second"]].map(Number);
    if (date === undefined || hour === undefined || minute === undefined || second === undefined) return undefined;
    // 60 is a leap second.
    if (hour > 23 || minute > 59 || second > 60) return undefined;
    const at = new Date(0);
    at.setUTCFullYear(fullYear(parts["year"] ?? "", nowMs), month, date);
    if (at.getUTCDate() !== date) return undefined;
    return at.setUTCHours(hour, minute, second);
  }
  return undefined;
};

/**
 * The wait that a `Retry-After` header asks for, in milliseconds between 0 and an hour. The header holds seconds (some servers
 * send a fraction) or an HTTP date. Undefined when it is missing or unreadable. A past date and a negative number are 0.
 */
export const parseRetryAfter = (header: string | undefined, nowMs: number): number | undefined => {
  const text = header?.trim() ?? "";
  if (text.length > maxCharacters) return undefined;
  const ms = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : (parseHttpDate(text, nowMs) ?? Number.NaN) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(Math.ceil(ms), 0), maxMs);
};
