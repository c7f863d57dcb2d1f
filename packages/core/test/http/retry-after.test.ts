import { expect, it } from "vitest";
import { parseRetryAfter } from "../../src/http/retry-after.ts";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

it.each([
  [undefined, undefined],
  ["", undefined],
  ["3", 3000],
  [" 1.5 ", 1500],
  ["0", 0],
  ["-5", 0],
  ["99999999999999999999", 3_600_000],
  ["Sun, 22 Nov 2026 12:00:07 GMT", 7000],
  ["Sun, 22 Nov 2020 12:00:07 GMT", 0],
  ["Sun, 22 Nov 2099 12:00:07 GMT", 3_600_000],
  ["soon", undefined],
  ["1 2", undefined],
  ["Infinity", undefined],
])("reads Retry-After %s as %s ms", (header, wanted) => {
  expect(parseRetryAfter(header, now)).toBe(wanted);
});
