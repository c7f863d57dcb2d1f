import { type ReactElement, useEffect, useState } from "react";

const units: ReadonlyArray<readonly [number, string]> = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** A duration in its two largest units: `3 min 5 s`. */
export const durationText = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms / 100) / 10)} s`;
  const index = units.findIndex(([size]) => ms >= size);
  const [size, unit] = units[index] ?? [1000, "s"];
  const rest = units[index + 1];
  const more = rest === undefined ? 0 : Math.floor((ms % size) / rest[0]);
  return `${Math.floor(ms / size)} ${unit}${rest === undefined || more === 0 ? "" : ` ${more} ${rest[1]}`}`;
};

/** A size in bytes with its unit. */
export const sizeText = (bytes: number): string => {
  let value = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (value < 1000) return `${value < 10 && unit !== "B" ? value.toFixed(1) : Math.round(value)} ${unit}`;
    value /= 1000;
  }
  return `${value.toFixed(1)} TB`;
};

const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};

/** How long ago something was, with the exact time as a hint. */
export const Ago = ({ ms }: { readonly ms: number | null | undefined }): ReactElement => {
  const now = useNow(10_000);
  if (ms === null || ms === undefined) return <span>—</span>;
  const ago = now - ms;
  return (
    <time dateTime={new Date(ms).toISOString()} title={new Date(ms).toLocaleString()}>
      {ago < 10_000 ? "just now" : ago > 7 * 86_400_000 ? new Date(ms).toLocaleDateString() : `${largestUnit(ago)} ago`}
    </time>
  );
};

const largestUnit = (ms: number): string => {
  const [size, unit] = units.find(([each]) => ms >= each) ?? [1000, "s"];
  return `${Math.floor(ms / size)} ${unit}`;
};

/** How long a job ran, or has been running. */
export const Duration = ({
  from,
  to,
}: {
  readonly from: number | null | undefined;
  readonly to: number | null | undefined;
}): ReactElement => {
  const now = useNow(to === null || to === undefined ? 1000 : 3_600_000);
  if (from === null || from === undefined) return <span>—</span>;
  return <span>{durationText((to ?? now) - from)}</span>;
};
