import { Effect, Result, Schema } from "effect";
import { BadResponse } from "../errors.ts";
import { excerpt } from "./visible-text.ts";

/** The error for a success whose text is no JSON; reason `page` for a web page, which is another server's, and else `json`. */
export const noJson = (label: string, text: string): BadResponse => {
  const page = /^\s*(?:<!--[^]{0,1000}?-->\s*)?<(?:!doctype|html|head|body)/i.test(text.slice(0, 2_000));
  const seen = page
    ? `a web page instead of JSON: ${excerpt(text, 256)}. Another server answers at this address, such as a proxy that asks for a sign-in; check the address and the token`
    : text.trim() === ""
      ? "an empty answer"
      : `not JSON: ${excerpt(text, 256)}`;
  return new BadResponse({ message: `${label}: ${seen}`, reason: page ? "page" : "json", statusCode: 200 });
};

/**
 * Reads an answer's JSON and checks its shape, tolerant of further fields. Anything else is `BadResponse`: reason `page` (a
 * proxy's sign-in, say), `json` or `shape`; the message shows at most 256 characters of the answer.
 */
export const decodeJson =
  <A>(schema: Schema.Codec<A, unknown>): ((label: string, text: string) => Effect.Effect<A, BadResponse>) =>
  (label, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return Effect.fail(noJson(label, text));
    }
    const decoded = Schema.decodeUnknownResult(schema)(value);
    if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success);
    return Effect.fail(
      new BadResponse({
        message: `${label}: the answer has another shape than expected (${excerpt(issueText(decoded.failure), 300)}): ${excerpt(text, 256)}`,
        reason: "shape",
        statusCode: 200,
      }),
    );
  };

/** What is wrong, in words; they show the value, and what is nested some thousand levels deep cannot be written by recursion. */
const issueText = (issue: unknown): string => {
  try {
    return String(issue);
  } catch (error) {
    if (error instanceof RangeError) return "a value of it is nested too deeply to be shown";
    throw error;
  }
};
