import { decodeDate, decodeTime, decodeTimestamp } from "./sql-time.ts";
import { withoutEnding } from "../http/text-parts.ts";
import type { SqlValue } from "./sql.ts";

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,5})?$/;

/** Far longer than any number of Snowflake, which has at most 38 digits. */
const maxNumberLength = 512;

/**
 * A decimal as a number, or as its text when a number would lose digits: a double holds 15 digits, and whole numbers up to
 * 2^53.
 */
const decodeDecimal = (text: string): number | string | undefined => {
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && /^[+-]?\d+$/.test(text)) return value === 0 ? 0 : value;
  const digits = withoutEnding(
    text
      .replace(/[eE].*$/, "")
      .replace(/[+.-]/g, "")
      .replace(/^0+/, ""),
    "0",
  );
  const tiny = value === 0 && digits !== "";
  return digits.length <= 15 && Number.isFinite(value) && !tiny ? value : text;
};

const decodeReal = (text: string): number | undefined => {
  if (decimal.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
};

const decodeBoolean = (text: string): boolean | undefined => {
  // 1 and 0 are not documented; an older client received them.
  if (/^(?:true|1)$/i.test(text)) return true;
  return /^(?:false|0)$/i.test(text) ? false : undefined;
};

const decodeBinary = (text: string): Uint8Array | undefined =>
  text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text)
    ? Uint8Array.from({ length: text.length / 2 }, (_, index) =>
        Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
      )
    : undefined;

const decodeShape = (text: string): SqlValue => {
  try {
    return JSON.parse(text) as SqlValue;
  } catch {
    // No documentation states that these are JSON; every server seen so far sends it.
    return text;
  }
};

/**
 * The value of one cell of a column with this type (lower case); undefined when the text does not fit it. Text of an unknown
 * type passes unchanged.
 */
export const decodeCell = (type: string, text: string): SqlValue | undefined => {
  switch (type) {
    case "fixed":
    case "number":
    case "decfloat":
      return text.length > maxNumberLength ? undefined : decodeDecimal(text);
    case "real":
    case "float":
    case "double":
      return text.length > maxNumberLength ? undefined : decodeReal(text);
    case "boolean":
      return decodeBoolean(text);
    case "binary":
      return decodeBinary(text);
    case "date":
      return decodeDate(text);
    case "time":
      return decodeTime(text);
    case "timestamp_ntz":
      return decodeTimestamp("ntz", text);
    case "timestamp_ltz":
      return decodeTimestamp("ltz", text);
    case "timestamp_tz":
      return decodeTimestamp("tz", text);
    case "variant":
    case "object":
    case "array":
      return decodeShape(text);
    default:
      return text;
  }
};
