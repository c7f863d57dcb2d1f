/** The time before each of Ray's own log lines: local, `2026-11-21 22:55:42,911`. */
export function logTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${time},${String(at.getMilliseconds()).padStart(3, "0")}`;
}
