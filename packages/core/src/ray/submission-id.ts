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

/** C0, DEL, C1; the path separators; whatever else has a meaning in a URL's path. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const forbidden = /[\u0000-\u001f\u007f-\u009f/?#\\]/;

/**
 * Throws `InvalidRequest` (reason `local`) unless the id can name a job. A submission id with a slash makes a job on Ray
 * 2.60 that stays PENDING for ever and cannot be deleted, and `.` and `..` change the path of the request.
 */
export const checkJobId = (id: unknown): string => {
  const problem =
    typeof id !== "string"
      ? "it is not a string"
      : id === ""
        ? "it is empty"
        : id === "." || id === ".."
          ? "it is a path of its own"
          : forbidden.test(id)
            ? "it holds a slash, a question mark, a hash, a backslash or a control character"
            : id.length > 1000
              ? "it is longer than 1,000 characters"
              : /\p{Surrogate}/u.test(id)
                ? "it holds half a surrogate pair"
                : undefined;
  if (problem !== undefined) {
    const shown = typeof id === "string" ? `"${excerpt(id, 80)}"` : String(typeof id);
    throw new InvalidRequest({ message: `${shown} cannot be a job's id: ${problem}`, reason: "local" });
  }
  return id as string;
};
