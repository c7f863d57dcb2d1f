import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * A new id in Ray's form: `raysubmit_` and 16 letters or digits (95 bits), from the runtime's secure random source.
 *
 * @example
 * ```ts
 * import { newSubmissionId, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * // Store the id before the submit: after a crash, the same submit finds its own job.
 * const submissionId = newSubmissionId();
 * const job = await cluster.jobs.submit({ submissionId, entrypoint: "echo hello" });
 * console.log((await job.result()).status);
 * await cluster.close();
 * ```
 */
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

/** Ray names the log file `job-driver-<id>.log`, and a file name has at most 255 bytes. */
const maxBytes = 255 - "job-driver-.log".length;

/**
 * C0, DEL, C1; the path separators; all other characters with a meaning in a URL's path. Ray's routes match no braces: it runs
 * a job with one in its id, and responds 404 to every later request for it (seen on 2.60.0).
 */
// oxlint-disable-next-line no-control-regex -- the pattern is about control characters
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
  if (id.length > maxBytes || utf8Bytes(id) > maxBytes) {
    return `it is longer than ${maxBytes} bytes of UTF-8, and Ray names the log file after it`;
  }
  return undefined;
};

/**
 * Throws `InvalidRequest` (reason `local`) unless the id is valid for a job. When Ray 2.60 cannot open a log file of that name
 * (a slash, a NUL, more than 240 bytes), it responds 500 and keeps a job that stays PENDING for ever and that nobody can stop
 * or delete. `.` and `..` change the path of the request.
 */
export const checkJobId = (id: unknown): string => {
  const problem = problemOf(id);
  if (problem === undefined) return id as string;
  const shown = typeof id === "string" ? `"${excerpt(id, 80)}"` : typeof id;
  throw new InvalidRequest({
    message: `${shown} is not a valid job id: ${problem}. Use another id`,
    reason: "local",
  });
};
