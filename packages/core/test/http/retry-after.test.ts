import { describe, expect, it } from "vitest";
import { parseHttpDate, parseRetryAfter } from "../../src/http/retry-after.ts";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

it.each([
  [undefined, undefined],
  ["", undefined],
  ["3", 3000],
  [" 1.5 ", 1500],
  ["0.0001", 1],
  ["0", 0],
  ["-5", 0],
  ["-0", 0],
  ["99999999999999999999", 3_600_000],
  ["9".repeat(350), 3_600_000],
  ["9".repeat(1_000_000), undefined],
  ["0x10", undefined],
  ["1e3", undefined],
  ["1.", undefined],
  [".5", undefined],
  ["5 s", undefined],
  ["3, 4", undefined],
  ["\u0663", undefined],
  ["Sun, 22 Nov 2026 12:00:07 GMT", 7000],
  ["Sun, 22 Nov 2020 12:00:07 GMT", 0],
  ["Sun, 22 Nov 2099 12:00:07 GMT", 3_600_000],
  ["Sunday, 22-Nov-26 12:00:07 GMT", 7000],
  ["Sun Nov 22 12:00:07 2026", 7000],
  ["Sun Nov  1 12:00:07 2026", 0],
  ["soon", undefined],
  ["1 2", undefined],
  ["Infinity", undefined],
  ["NaN", undefined],
])("reads Retry-After %.60s as %s ms", (header, wanted) => {
  expect(parseRetryAfter(header, now)).toBe(wanted);
});

describe("an HTTP date", () => {
  it.each([
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Sun Nov 06 08:49:37 1994",
  ])("is in GMT in every form, whatever the local time is: %s", (text) => {
    expect(parseHttpDate(text, now)).toBe(784_111_777_000);
  });

  it("with a two-digit year is at most 50 years ahead", () => {
    expect(parseHttpDate("Monday, 01-Jan-76 00:00:00 GMT", now)).toBe(Date.UTC(2076, 0, 1));
    expect(parseHttpDate("Monday, 01-Jan-77 00:00:00 GMT", now)).toBe(Date.UTC(1977, 0, 1));
    expect(parseHttpDate("Monday, 01-Jan-00 00:00:00 GMT", now)).toBe(Date.UTC(2000, 0, 1));
  });

  it("may have a leap second, a leap day and a year below 100", () => {
    expect(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", now)).toBe(Date.UTC(2017, 0, 1));
    expect(parseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT", now)).toBe(Date.UTC(2024, 1, 29));
    expect(new Date(parseHttpDate("Sun, 06 Nov 0094 08:49:37 GMT", now) ?? 0).getUTCFullYear()).toBe(94);
  });

  it.each([
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 PST",
    "Sun, 06 Nov 1994 08:49:37 +0100",
    "Sun, 31 Feb 2026 08:49:37 GMT",
    "Sun, 00 Nov 2026 08:49:37 GMT",
    "Sun, 29 Feb 2025 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:00:61 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994",
    "Sun Nov  6 08:49:37 1994 GMT",
    "1994-11-06T08:49:37Z",
    "nov 22",
    "Sun, 06 Nov 1994 08:49:37 GMT\n",
  ])("has no other form: %j", (text) => {
    expect(parseHttpDate(text, now)).toBeUndefined();
  });
});

describe("the parts of an HTTP date", () => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

  it.each(months)("%s is a month in every form", (month) => {
    const wanted = Date.UTC(2026, months.indexOf(month), 8, 1, 2, 3);
    expect(parseHttpDate(`Sun, 08 ${month} 2026 01:02:03 GMT`, now)).toBe(wanted);
    expect(parseHttpDate(`Sunday, 08-${month}-26 01:02:03 GMT`, now)).toBe(wanted);
    expect(parseHttpDate(`Sun ${month}  8 01:02:03 2026`, now)).toBe(wanted);
  });

  it.each(days)("%s is a day, whole or in three letters", (day) => {
    const wanted = Date.UTC(2026, 10, 8);
    expect(parseHttpDate(`${day.slice(0, 3)}, 08 Nov 2026 00:00:00 GMT`, now)).toBe(wanted);
    expect(parseHttpDate(`${day}, 08-Nov-26 00:00:00 GMT`, now)).toBe(wanted);
    expect(parseHttpDate(`${day.slice(0, 3)} Nov  8 00:00:00 2026`, now)).toBe(wanted);
  });

  it.each([
    "Foo, 08 Nov 2026 00:00:00 GMT",
    "Someday, 08-Nov-26 00:00:00 GMT",
    "Foo Nov  8 00:00:00 2026",
    "XSun, 08 Nov 2026 00:00:00 GMT",
    "xSunday, 08-Nov-26 00:00:00 GMT",
    "xSun Nov  8 00:00:00 2026",
    "Sunday, 08-Nov-26 00:00:00 GMTx",
    "Sun Nov  8 00:00:00 20261",
    "Sun, 08 Nov 2026 00:00:00 GMTx",
  ])("are nothing else: %s", (text) => {
    expect(parseHttpDate(text, now)).toBeUndefined();
  });

  it("reach to the last hour, minute and second of a day", () => {
    expect(parseHttpDate("Sun, 08 Nov 2026 23:59:59 GMT", now)).toBe(Date.UTC(2026, 10, 8, 23, 59, 59));
  });

  it("are read from a header of up to 400 characters, blanks around it aside", () => {
    expect(parseRetryAfter("9".repeat(300).padStart(400, "0"), now)).toBe(3_600_000);
    expect(parseRetryAfter("9".repeat(300).padStart(401, "0"), now)).toBeUndefined();
    expect(parseRetryAfter(`${" ".repeat(500)}3`, now)).toBe(3000);
  });
});
