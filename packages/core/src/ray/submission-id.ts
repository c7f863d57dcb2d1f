import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A new id as Ray makes them: `raysubmit_` and 16 letters or digits (95 bits), from the runtime's secure random source. */
export const newSubmissionId = (): string => {
  let id = "";
  const bytes = new Uint8Array(24);
  while (id.length < 16) {
    crypto.getRandomValues(bytes);
    // 248 is the largest multiple of 62: larger bytes would favour the first letters.
    for (const byte of bytes) if (byte < 248 && id.length < 16) id += alphabet[byte % 62] ?? "";
  }
  return `raysubmit_${id}`;
};

/** Ray names the log file `job-driver-<id>.log`, and a file's name has at most 255 bytes. */
const mostBytes = 255 - "job-driver-.log".length;

/**
 * C0, DEL, C1; the path separators; whatever else has a meaning in a URL's path. Ray's routes match no braces: it runs a job
 * with one in its id, and answers 404 to every later request for it (seen on 2.60.0).
 */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const forbidden = /[\u0000-\u001f\u007f-\u009f/?#\\{}]/;

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

const problemOf = (id: unknown): string | undefined => {
  if (typeof id !== "string") return "it is not a string";
  if (id === "") return "it is empty";
  if (id === "." || id === "..") return "it would change the path of the request";
  if (forbidden.test(id)) {
    return "it contains a slash, a question mark, a hash, a backslash, a brace or a control character";
  }
  if (/\p{Surrogate}/u.test(id)) return "it contains half of a surrogate pair";
  // No text has fewer bytes than UTF-16 units: a huge one need not be encoded.
  if (id.length > mostBytes || utf8Bytes(id) > mostBytes) {
    return `it is longer than ${mostBytes} bytes of UTF-8, and Ray names the log file after it`;
  }
  return undefined;
};

/**
 * Throws `InvalidRequest` (reason `local`) unless the id can name a job. Where Ray 2.60 cannot open a log file of that name (a
 * slash, a NUL, more than 240 bytes), it answers 500 and keeps a job that stays PENDING for ever and cannot be stopped or
 * deleted. `.` and `..` change the path of the request.
 */
export const checkJobId = (id: unknown): string => {
  const problem = problemOf(id);
  if (problem === undefined) return id as string;
  const shown = typeof id === "string" ? `"${excerpt(id, 80)}"` : typeof id;
  throw new InvalidRequest({ message: `${shown} cannot be a job's id: ${problem}`, reason: "local" });
};
