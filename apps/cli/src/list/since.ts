import { UsageError } from "../settings/parse-option.ts";

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const part = /([0-9]{1,9})([smhdw])/y;
const time =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$/i;

/** The milliseconds of a time such as `90m` or `1d12h`; undefined for another text. */
const durationMs = (text: string): number | undefined => {
  let total = 0;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null) return undefined;
    total += Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  }
  return text === "" ? undefined : total;
};

/** The time of `--since` in epoch milliseconds: `2h` is two hours before `now`. A time without a zone is local. */
export const parseSince = (text: string, now: number): number => {
  const duration = durationMs(text);
  if (duration !== undefined) return now - duration;
  // Date.parse reads a date without a time as UTC, and one with a time as local.
  const at = time.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new UsageError(
      `--since does not understand "${text}". Pass a time such as 90m, 2h or 1d12h, or 2026-11-30T10:00Z.`,
    );
  }
  return at;
};
